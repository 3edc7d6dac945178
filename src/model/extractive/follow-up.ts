import { tokens } from '../../retrieval/analyzer.ts';
import { REQUEST_WORDS, STOP_WORDS } from '../../retrieval/stop-words.ts';
import type { Exchange, PaperRef } from './exchange.ts';
import { readIntent, wantsSimilarToFocus } from './intent.ts';

/** A question made to stand alone, and the papers it is about if the conversation says so. */
export interface Resolved {
  question: string;
  focus: readonly PaperRef[];
  /** Whether it says so in words ("it", "the second one"): nothing else is meant then. */
  pointed: boolean;
}

const PRONOUN =
  /\b(?:it|its|they|their|them|these|those|this|that|the (?:paper|authors?|method|model|approach|system|work|technique|first|second|third|last|former|latter))\b/i;
/** "this" and "that" as determiners of something new are no reference. */
const PLURAL = /\b(?:they|their|them|these|those|both|each|all of)\b/i;
const COMPARES = /\bcompar|\bdiffer/i;
const ORDINALS: [RegExp, number][] = [
  [/\b(?:first|1st|former)(?: one| paper)?\b|#1\b|\[1\]/i, 0],
  [/\b(?:second|2nd)(?: one| paper)?\b|#2\b|\[2\]/i, 1],
  [/\b(?:third|3rd)(?: one| paper)?\b|#3\b|\[3\]/i, 2],
  [/\b(?:fourth|4th)(?: one| paper)?\b|#4\b|\[4\]/i, 3],
  [/\b(?:fifth|5th)(?: one| paper)?\b|#5\b|\[5\]/i, 4],
  [/\b(?:last|latter|final)(?: one| paper)?\b/i, -1],
];
const POINTS_AT_ONE =
  /\b(?:the|number|paper|no\.?)\s+(?:first|second|third|fourth|fifth|last|former|latter|1st|2nd|3rd|4th|5th)(?:\s+(?:one|paper|result|work|method|model)\b|\s*[?.!]*$|\s+(?:do|does|is|are|use|say|report))|#\d\b|\[\d\]/i;
const CONTINUES = /^(?:and|but|so|also|ok(?:ay)?|then)\b[\s,]*/i;
const WHAT_ABOUT = /^(?:and |but )?(?:what|how) about\s+(.+?)[?.!]*$/i;
const NAME_LIKE = /\p{Ll}\p{Lu}|\p{Lu}{2}|\p{Lu}.*\d/u;
/** Questions with at most this many content words lean on what was said before. */
const FEW_WORDS = 2;

/** Resolves "and how fast is it?", "the second one" and "what about X?" against earlier turns. */
export function resolveFollowUp({ question, history }: Exchange): Resolved {
  const alone: Resolved = { question, focus: [], pointed: false };
  const last = history.findLast(({ papers }) => papers.length > 0);
  if (!last) return alone;
  const papers = distinct(last.papers);
  const bare = question.replace(CONTINUES, '');
  const about = WHAT_ABOUT.exec(question)?.[1];
  const carried = about ? carriedQuestion(last.question, papers) : '';
  const one = POINTS_AT_ONE.test(question) ? ordinal(question, severalOf(history)) : undefined;
  if (one) return { question: carried || bare, focus: [one], pointed: true };
  if (about && !PRONOUN.test(about)) {
    const isList = readIntent(last.question).kind === 'list';
    const other = isList ? `papers about ${about}` : carried ? `${about}: ${carried}` : about;
    return { ...alone, question: other };
  }
  if (wantsSimilarToFocus(bare))
    return { question: bare, focus: papers.slice(0, 1), pointed: true };
  if (namesAnother(bare, papers) || readIntent(bare).kind === 'list') return alone;
  const refers = PRONOUN.test(bare);
  const leans = contentWords(bare).length <= FEW_WORDS;
  if (!refers && !leans && bare === question) return alone;
  const focus = COMPARES.test(bare) ? severalOf(history) : papers;
  return { question: bare, focus: PLURAL.test(bare) ? focus : focus.slice(0, 1), pointed: refers };
}

/** The papers of the last answer that showed several, else of the last that showed one. */
function severalOf(history: Exchange['history']): PaperRef[] {
  const shown = history.map(({ papers }) => distinct(papers)).filter(({ length }) => length > 0);
  return shown.findLast(({ length }) => length > 1) ?? shown.at(-1) ?? [];
}

/** The earlier question without the names of the papers that answered it; empty after a list or a comparison. */
function carriedQuestion(question: string, papers: readonly PaperRef[]): string {
  if (papers.length > 1) return '';
  if (['list', 'similar', 'trending', 'compare'].includes(readIntent(question).kind)) return '';
  if (wantsSimilarToFocus(question)) return '';
  const titles = new Set(papers.flatMap(({ title }) => tokens(title).map((t) => t.toLowerCase())));
  const kept = question
    .split(/\s+/)
    .filter((word) => !tokens(word).some((t) => NAME_LIKE.test(t) && titles.has(t.toLowerCase())));
  return kept.join(' ');
}

/** Whether a question carries a name that stands in none of the papers spoken of. */
function namesAnother(question: string, papers: readonly PaperRef[]): boolean {
  const titles = papers.map(({ title }) => title.toLowerCase()).join(' ');
  return tokens(question).some(
    (token) => NAME_LIKE.test(token) && !titles.includes(token.toLowerCase()),
  );
}

function ordinal(question: string, papers: readonly PaperRef[]): PaperRef | undefined {
  const numbered = /(?:#|\[|\bnumber )(\d)\b/i.exec(question);
  if (numbered) return papers[Number(numbered[1]) - 1];
  const found = ORDINALS.find(([pattern]) => pattern.test(question));
  return found && papers.at(found[1]);
}

function contentWords(question: string): string[] {
  return tokens(question).filter((token) => {
    const word = token.toLowerCase();
    return !STOP_WORDS.has(word) && !REQUEST_WORDS.has(word);
  });
}

function distinct(papers: readonly PaperRef[]): PaperRef[] {
  return [...new Map(papers.map((paper) => [paper.id, paper])).values()];
}
