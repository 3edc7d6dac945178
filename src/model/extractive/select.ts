import { tellsOfCode } from '../../corpus/code.ts';
import { tokens, words } from '../../retrieval/analyzer.ts';
import { OwnNames } from '../../retrieval/own-names.ts';
import type { Finding, FoundSentence } from '../findings.ts';
import type { Intent } from './intent.ts';

/** Whether an answer must tell which paper it is from. */
export type Introduction = 'none' | 'if there is room' | 'surely';

/** Sentences of an answer from one paper. */
export const MOST_SENTENCES = 3;
/** A further sentence must score this share of the best one. */
const FURTHER_SHARE = 0.4;
/** What a sentence that names the method gains where the paper is to be introduced. */
const NAMED = 0.15;
/** And one that says what the name stands for. */
const SPELLED_OUT = 0.15;
/** What a sentence gains that says the kind of thing that was asked for. */
const HINTED = 0.12;
/** What one gains on the paper's own work: it says so, and it stands behind the one that proposes it. */
const OWN_WORK = 0.04;
const BEHIND_PROPOSAL = 0.08;
/** And where it says what the point of it is. */
const THE_POINT = 0.12;
/** What one with a figure gains where a number is asked for, in the unit wanted or any; what another loses. */
const IN_UNIT = 0.3;
const ANY_FIGURE = 0.2;
const NO_FIGURE = -0.05;
/** What one gains with a link where that is asked for, and one that says that there is code. */
const LINKED = 0.8;
const RELEASED = 0.5;
/** Tokens within which "we propose" is followed by the name of what is proposed. */
const NEAR = 8;
/** Words that a sentence must have to tell what a paper is about. */
const TELLING = 8;
/** Share of the best one's score from which a sentence is not given up for an introduction. */
const AS_GOOD = 0.75;
/** Sentences that share more of their words say the same. */
const SAME = 0.6;

const URL = /https?:\/\/|www\.|\bgithub\.com|\bgithub\.io/i;
/** A figure, and not the number of an item: "(1)", "2)"; or what says as much: "two orders of magnitude". */
const FIGURE =
  /(?<![\p{L}\d][-_]?)\d+(?:[.,]\d+)*(?![\d)]|D\b)|\b(?:orders? of magnitude|twice|half|(?:two|three|four|five|ten)[\s-]?(?:fold|times)|doubl(?:es?|ed|ing)|tripl(?:es?|ed|ing)|halv(?:es?|ed|ing))\b/iu;
/** A count in words. */
const COUNT =
  /\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|millions?|billions?)\b/i;
const INTRODUCES =
  /\b(?:we|this (?:paper|work|study|article|survey|report)|here)\b.{0,40}?\b(?:propos|introduc|present|develop|describ|design|review|survey|study|investigat|show|provid|release|build|explor|address)|\b(?:called|named|dubbed|termed|namely)\b/i;
/** What stands before the name of what is introduced. */
const BEFORE_NAME =
  /\b(?:propos|introduc|present|develop|describ|design|provid|releas|build|explor)\w*|\b(?:method|model|framework|system|algorithm|approach|architecture|dataset|benchmark|tool|library|technique|mechanism|scheme|it)\b[^.;:]{0,20}\b(?:called|named|dubbed|termed|namely|known as)\b/gi;
const OWN = /\b(?:we|our|ours|this (?:method|paper|work|approach|model|study)|the proposed)\b/i;
/** The plainest introductions: "we propose", "this paper presents", "we relax this choice and present". */
const PROPOSES =
  /\b(?:we|this (?:paper|work|study|article|survey|thesis))\b.{0,25}\b(?:propos(?!ed)|introduc|present|develop)|\bwe\b[^.;:]{0,160}\b(?:and|to) (?:propose|introduce|present|develop)\b|(?<!\b(?:effects?|issues?|phenomen(?:a|on)|problems?|settings?|tasks?),? )\b(?:called|named|dubbed|termed)\b/i;
/** A name before what may be its long form in brackets. */
const SPELLED = /([\p{L}\d][\p{L}\d-]*) \(\p{L}[^()\d]{9,80}\)/gu;
/** "SinkCache is a library": what opens with a name may introduce it. */
const IS_A = /^\S+(?: \([^()]{1,80}\))? (?:is|are) (?:an?|the|our)\b/i;
/** What abstracts say of their very point. */
const POINT =
  /\b(?:(?:our|the) (?:key|main|core|central|crucial) (?:idea|insight|innovation|novelty|contribution|message|observation|finding|component|technique)s?|(?:central|key) to (?:our|this|the)|at (?:the|its) (?:core|heart)|the core of)\b/i;
const RESULT =
  /\b(?:outperform|achiev|improv|reduc|faster|speed|accura|state-of-the-art|results?|experiments?|demonstrat|show)/i;

/** Sentences with their score for one kind of question, best first. */
export function ranked(finding: Finding, intent: Intent, lookup: boolean): FoundSentence[] {
  const names = OwnNames.of(finding.paper);
  const sentences = finding.scored();
  const proposed = sentences.find(({ text }) => PROPOSES.test(text))?.number ?? Infinity;
  return sentences
    .map((sentence) => {
      const named =
        lookup && intent.kind === 'fact' && tokens(sentence.text).some((token) => names.has(token));
      const score =
        sentence.score +
        bonus(sentence, intent, lookup, sentence.number >= proposed) +
        (named ? NAMED : 0) +
        (named && spellsOut(sentence.text, names) ? SPELLED_OUT : 0);
      return { ...sentence, score };
    })
    .sort((a, b) => b.score - a.score || a.number - b.number);
}

/** Whether a name of the paper stands before its long form: "SVM (Support Vector Machine)". */
function spellsOut(text: string, names: OwnNames): boolean {
  return [...text.matchAll(SPELLED)].some(([, name]) => names.has(name!));
}

function bonus(
  { text, number }: FoundSentence,
  intent: Intent,
  lookup: boolean,
  behind: boolean,
): number {
  if (intent.kind === 'link') return URL.test(text) ? LINKED : tellsOfCode(text) ? RELEASED : 0;
  if (intent.kind === 'number') {
    const isFigure = FIGURE.test(text);
    if (intent.unit?.test(text) && (isFigure || COUNT.test(text))) return IN_UNIT;
    return isFigure ? ANY_FIGURE : NO_FIGURE;
  }
  const said =
    (intent.kind === 'fact' && intent.hint?.test(text) ? HINTED : 0) +
    (behind ? BEHIND_PROPOSAL : 0) +
    (OWN.test(text) ? OWN_WORK : 0) +
    (POINT.test(text) ? THE_POINT : 0);
  if (!lookup) return said;
  const first = number === 1 ? 0.02 : 0;
  const introduces = PROPOSES.test(text) && tells(text) ? 0.3 : INTRODUCES.test(text) ? 0.12 : 0;
  return said + first + introduces + (RESULT.test(text) ? 0.08 : 0);
}

/**
 * The one to three sentences that answer: the best, and others that are nearly as good and say
 * something else. A figure that was asked for comes first; others stand as the abstract has them.
 * @param introduction whether the sentence that introduces the paper by its name must be among them
 * @param most sentences at most
 */
export function selectSentences(
  finding: Finding,
  intent: Intent,
  lookup: boolean,
  introduction: Introduction,
  most = MOST_SENTENCES,
): FoundSentence[] {
  const candidates = ranked(finding, intent, lookup);
  const best = candidates[0];
  if (!best) return [];
  const chosen = [best];
  const least = best.score * FURTHER_SHARE;
  for (const sentence of candidates.slice(1)) {
    if (chosen.length >= most || sentence.score < least) break;
    if (isNews(sentence, chosen)) chosen.push(sentence);
  }
  if (introduction !== 'none' && most === MOST_SENTENCES) {
    addIntroduction(finding, candidates, chosen, introduction);
  }
  const leads = lookup || intent.kind === 'number' || intent.kind === 'link';
  const [first, ...rest] = leads ? chosen : [...chosen].sort((a, b) => a.number - b.number);
  return [first!, ...rest.sort((a, b) => a.number - b.number)];
}

/**
 * Adds the sentence that introduces the paper by its name, else one that tells what it proposes,
 * in place of the last one should there be no room.
 */
function addIntroduction(
  finding: Finding,
  candidates: readonly FoundSentence[],
  chosen: FoundSentence[],
  wanted: Introduction,
): void {
  const names = OwnNames.of(finding.paper);
  const naming = ({ text }: FoundSentence) => {
    if (IS_A.test(text) && names.has(tokens(text)[0]!)) return true;
    if (!PROPOSES.test(text)) return false;
    // "We propose NAME, a …", "we propose a method called NAME": one further on is what it is made of.
    return [...text.matchAll(BEFORE_NAME)].some(({ 0: { length }, index }) =>
      tokens(text.slice(index + length))
        .slice(0, NEAR)
        .some((token) => names.has(token)),
    );
  };
  if (chosen.some(naming)) return;
  const last = chosen[MOST_SENTENCES - 1];
  const isRoom = !last || last.score < AS_GOOD * chosen[0]!.score;
  if (wanted === 'if there is room' && !isRoom) return;
  const telling = candidates.filter(({ text }) => tells(text));
  const introduction = telling.find(naming) ?? telling.find(({ text }) => PROPOSES.test(text));
  if (introduction && isNews(introduction, chosen)) {
    chosen.splice(MOST_SENTENCES - 1, 1, introduction);
  }
}

/** Whether a sentence says enough to tell what a paper is about: "We propose SinkCache" does not. */
function tells(text: string): boolean {
  return new Set(words(text)).size >= TELLING;
}

/** Whether a sentence says something that none of the chosen ones says. */
function isNews(sentence: FoundSentence, chosen: readonly FoundSentence[]): boolean {
  return chosen.every((other) => alike(other.text, sentence.text) < SAME);
}

/** Share of the shorter text's words that both contain. */
export function alike(a: string, b: string): number {
  const left = new Set(words(a));
  const right = new Set(words(b));
  let both = 0;
  for (const word of left) if (right.has(word)) both++;
  return both / Math.max(1, Math.min(left.size, right.size));
}
