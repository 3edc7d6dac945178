import { tokens } from '../../retrieval/analyzer.ts';
import { REQUEST_WORDS, STOP_WORDS } from '../../retrieval/stop-words.ts';
import { ATTRIBUTES, GENERIC_NAMES, MANNERS } from './common-asks.ts';
import type { Exchange, PaperRef } from './exchange.ts';
import { asks, type Intent, readIntent, wantsSimilarToFocus } from './intent.ts';
import { distinct, NAME_LIKE, ordinalIn, severalOf, shown, withoutOrdinal } from './pointing.ts';

/** A question made to stand alone, and the papers it is about if the conversation says so. */
export interface Resolved {
  question: string;
  focus: readonly PaperRef[];
  /**
   * How surely it is about them: `sure` where nothing else can be meant, `likely` where it points at them and names
   * something else too, `possible` where it only has few words.
   */
  certainty: 'sure' | 'likely' | 'possible';
  /** What is wanted of several papers, or beside them, rather than what each says. */
  wish?: 'selection' | 'list' | 'same authors';
  /** A paper named in place of the one spoken of, of which the same is asked. */
  instead?: string;
  /** The paper spoken of last, which may be meant where nothing else is found. */
  before?: PaperRef;
}

const PRONOUN =
  /\b(?:it|its|they|their|them|these|those|this|that|the (?:paper|authors?|method|model|approach|system|work|technique|first|second|third|last|former|latter|(?:two|three|four|five)(?=\s*(?:[?.!,]|$|papers|methods|compare|differ|of|do|are|is|have|use))))\b/i;
/** Pronouns that stand for a paper even where something else is named behind them. */
const SUBJECT = /\b(?:it|its|they|their|them|the (?:paper|authors|method|approach|system))\b/i;
/** "this" and "that" as determiners of something new are no reference. */
const PLURAL =
  /\b(?:they|their|them|these|those|both|each|all of|the (?:two|three|four|five|six))\b/i;
const COMPARES = /\bcompar|\bdiffer/i;
const OPENING =
  /^(?:(?:and|but|so|also|ok(?:ay)?|then|no|yes|yeah|hm+|wow|great|cool|nice|well|sorry|lol|haha|thanks|thank you|thx|interesting|perfect)\b[\s,.!]+)+/i;
/** Openings that continue what was said before. */
const CONTINUES = /^(?:(?:ok(?:ay)?|then|yes|no)[\s,]+)?(?:and|but|so|also)\b/i;
const WHAT_ABOUT = /^(?:what|how) about\s+(.+?)[?.!]*$/i;
const AGAIN =
  /^(?:please )?(?:list|show|give|name|repeat)\b.{0,20}\bagain\b|^(?:the )?list again\b/i;
const SAME_AUTHORS =
  /\b(?:the|these|those) same (?:first |last |lead )?(?:authors?|people|group|team|lab)\b|\bany of (?:these|those|the) (?:people|authors)\b|\b(?:by|from) (?:them|him|her|these (?:authors|people)|the authors)\b[\s?.!]*$|\bwhat else (?:did|have) (?:they|the authors)\b/i;
/** Asks which of the papers spoken of, whatever the last answer was. */
const OF_THEM =
  /^(?:which|what) (?:ones?|of (?:these|those|them|the (?:two|three|four|five|six|papers|above)))\b|\b(?:among|amongst|out of) (?:these|those|them)\b|^(?:(?:do|does|are|is|have|has) )?(?:all|any|some|none|both|each|either) (?:of )?(?:the )?(?:these|those|them|two|three|four|five|six)\b|^(?:all|any|some|none|both|each|either) (?:have|has|comes?|released?)\b/i;
/** The same where the last answer showed several. */
const WHICH =
  /^which (?:is|are|was|has|have|does|do|dont|doesn'?t|runs?|uses?|gives?|needs?|works?|can|requires?|came|saves?|gets?|reports?)\b/i;
/** The topic of what was asked before: "which papers are about it?" */
const IT_AT_END =
  /(?<!\b(?:besides|beyond|except|from|like|than|with)\s)\b(?:it|this|that)\b(?=[\s?.!]*$)/i;
/** Asks for the reason or the way of what was spoken of. */
const REASON = /^(?:why|how come|how (?:does|do|did|is|are|so))\b|^how[\s?.!]*$/i;
/** "Better than X?" says so of the paper spoken of. */
const ELIDED = /^(?:\w+er|more \w+|less \w+) than\b/i;
/** What the paper spoken of is called in passing. */
const THE_PAPER = /\b(?:the|this|that|their) (?:paper|method|model|approach|system|framework)\b/gi;
/** Questions with at most this many content words lean on what was said before. */
const FEW_WORDS = 2;

/** Resolves "and how fast is it?", "the second one" and "what about X?" against earlier turns. */
export function resolveFollowUp({ question, history }: Exchange): Resolved {
  const bare = question.replace(OPENING, '');
  const last = shown(history).findLast(({ answered }) => answered);
  const papers = last ? distinct(last.papers) : [];
  const alone: Resolved = { question, focus: [], certainty: 'possible', before: papers[0] };
  const about = WHAT_ABOUT.exec(bare)?.[1];
  const carried = about && last ? carriedQuestion(last.question, papers) : '';
  const one = ordinalIn(bare, history);
  if (one) {
    const rest = withoutOrdinal(bare);
    const asked = carried || (asksForAnotherWording(rest) ? ABOUT_IT : rest);
    return { question: asked, focus: [one], certainty: 'sure' };
  }
  if (!last) return alone;
  // "Which models did they try?" asks for no papers.
  const intent = readIntent(bare, SUBJECT.test(bare));
  const several = severalOf(history);
  const first = papers.slice(0, 1);
  if (AGAIN.test(bare)) {
    return { question: ABOUT_IT, focus: several, certainty: 'sure', wish: 'list' };
  }
  if (SAME_AUTHORS.test(bare)) {
    return { question: bare, focus: first, certainty: 'sure', wish: 'same authors' };
  }
  if (about && !PRONOUN.test(about)) return insteadOf(about, carried, last.question);
  if (isSelection(bare, papers, several)) {
    const wanted = bare.replace(OF_THEM, ' ').trim();
    return { question: wanted || bare, focus: several, certainty: 'sure', wish: 'selection' };
  }
  if (wantsSimilarToFocus(bare)) return { question: bare, focus: first, certainty: 'sure' };
  if (asksForAnotherWording(bare)) return { question: ABOUT_IT, focus: first, certainty: 'sure' };
  if (intent.kind === 'list') return { ...alone, question: withTopic(bare, topical(history)) };
  if (intent.kind === 'compare') return compared(bare, intent, first) ?? alone;
  const resolved = leaning(question, bare, intent, papers, several) ?? alone;
  // Why or how something is so can only be told with what it is.
  const isReason = REASON.test(bare) && resolved.focus.length === 1 && papers.length === 1;
  return isReason ? { ...resolved, question: `${bare} ${topicOf(topical(history))}` } : resolved;
}

/** The last question that says by itself what it is about. */
function topical(history: Exchange['history']): string {
  const asked = shown(history).filter(({ answered }) => answered);
  return (asked.findLast(({ question }) => !PRONOUN.test(question)) ?? asked.at(-1))!.question;
}

const ABOUT_IT = 'What is it about?';

/** "What about X?": the same question about X. */
function insteadOf(about: string, carried: string, before: string): Resolved {
  const isList = readIntent(before).kind === 'list';
  const question = isList ? `papers about ${about}` : carried ? `${about}: ${carried}` : about;
  const isName = NAME_LIKE.test(about) || /^\p{Lu}[\p{L}\p{N}-]*$/u.test(about);
  const named = isName && !isList ? { instead: about } : {};
  return { question, focus: [], certainty: 'possible', ...named };
}

/** Whether it is asked which of several papers spoken of. */
function isSelection(
  bare: string,
  papers: readonly PaperRef[],
  several: readonly PaperRef[],
): boolean {
  if (several.length < 2) return false;
  return OF_THEM.test(bare) || (papers.length > 1 && WHICH.test(bare));
}

/** "In simpler words", "tell me more": the paper spoken of is wanted once more. */
function asksForAnotherWording(bare: string): boolean {
  const said = contentWords(bare, MANNERS);
  return said.length === 0 && tokens(bare).some((token) => MANNERS.has(token.toLowerCase()));
}

/** A wish for a list, with the topic of the question before where it says "it". */
function withTopic(bare: string, before: string): string {
  return IT_AT_END.test(bare) ? bare.replace(IT_AT_END, () => topicOf(before)) : bare;
}

/** A comparison of the paper spoken of with another: "compare it with X". */
function compared(
  bare: string,
  { names }: Extract<Intent, { kind: 'compare' }>,
  focus: readonly PaperRef[],
): Resolved | undefined {
  const isPointed = names.some((name) => PRONOUN.test(name));
  return isPointed ? { question: bare, focus, certainty: 'sure' } : undefined;
}

/** A question that points at papers spoken of, or says too little to be about others. */
function leaning(
  question: string,
  bare: string,
  intent: Intent,
  papers: readonly PaperRef[],
  several: readonly PaperRef[],
): Resolved | undefined {
  const other = nameOfAnother(bare, papers);
  const subject = SUBJECT.exec(bare);
  const isAttribute = asksForAttribute(question, other ? bare.replace(other, ' ') : bare);
  const isSubject = subject !== null && subject.index < bare.indexOf(other ?? '');
  const isOfIt = isSubject || isAttribute || ELIDED.test(bare);
  if (other !== undefined && !isOfIt) return undefined;
  const refers = PRONOUN.test(bare) || (other !== undefined && isOfIt);
  const leans = contentWords(bare).length <= FEW_WORDS || CONTINUES.test(question);
  if (!refers && !leans && !isAttribute) return undefined;
  const wanted = COMPARES.test(bare) ? several : papers;
  const focus = PLURAL.test(bare) && intent.kind !== 'metadata' ? wanted : wanted.slice(0, 1);
  const isSure = other === undefined && (refers || isAttribute);
  return {
    question: isSure && focus.length === 1 ? bare.replace(THE_PAPER, 'it') : bare,
    focus,
    certainty: isSure ? 'sure' : refers ? 'likely' : 'possible',
  };
}

/** "How many parameters?", "any downsides?": what any paper may have, and no topic. */
function asksForAttribute(question: string, bare: string): boolean {
  if (!asks(bare) && !CONTINUES.test(question) && !/^any\b/i.test(bare)) return false;
  return tokens(bare).length > 0 && contentWords(bare, ATTRIBUTES).length === 0;
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

/** A name in the question that stands in none of the papers spoken of. */
function nameOfAnother(question: string, papers: readonly PaperRef[]): string | undefined {
  const titles = papers.map(({ title }) => title.toLowerCase()).join(' ');
  return tokens(question).find((token) => {
    const word = token.toLowerCase();
    return NAME_LIKE.test(token) && !GENERIC_NAMES.has(word) && !titles.includes(word);
  });
}

/** What a question is about: itself without the words around it that only ask. */
function topicOf(question: string): string {
  const written = question
    .replace(/["“”'‘’?!.,]/g, ' ')
    .split(/\s+/)
    .filter(Boolean);
  const says = (word: string) =>
    contentWords(word).length > 0 && !/^(?:whats|means?|works?)$/i.test(word);
  const from = written.findIndex(says);
  return from < 0 ? question : written.slice(from, written.findLastIndex(says) + 1).join(' ');
}

/** Words that carry meaning, those of a set left out. */
function contentWords(text: string, known?: ReadonlySet<string>): string[] {
  return tokens(text).filter((token) => {
    const word = token.toLowerCase().replace(/['’](?:d|ll|re|s|ve)$/, '');
    return !STOP_WORDS.has(word) && !REQUEST_WORDS.has(word) && !known?.has(word);
  });
}
