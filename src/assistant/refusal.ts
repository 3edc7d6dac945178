import { tokens } from '../retrieval/analyzer.ts';
import { nameKey } from '../retrieval/names.ts';
import type { Coverage, NameMatch, Retriever, SearchHit } from '../retrieval/retriever.ts';
import { REQUEST_WORDS, STOP_WORDS } from '../retrieval/stop-words.ts';

/**
 * When to answer and when to say that the corpus does not know.
 *
 * A logistic function of shares: how much of the question the best paper and the best single sentence
 * cover, by its very words and by words near in meaning; which technical words have nothing near to them; how near the
 * best sentence is in meaning, how far the best paper stands out, whether a name of the question is carried by a paper or
 * by none, how long the question is, and whether its words are those of the corpus' field. Raw scores
 * are left out, so that it holds on 65 papers and on hundreds of thousands.
 *
 * Fitted by `bench/refusal/fit.ts`, which prints these weights with the errors on corpora that were
 * left out: arXiv papers sampled into corpora of 10 to 200,000; questions made from papers inside
 * (titles and sentences with words dropped and replaced, names, names with typos) and outside (the
 * same from papers left out, other sciences, everyday life); and questions worded freely over 195 papers
 * (`tuned` and `blind-a, b, d, e, g, h` of `test/fixtures/questions`), which count six times as much as any other
 * corpus, and are asked among many papers too. The other files beside them took no part.
 */
const WEIGHTS = {
  bias: -15.06,
  terms: -0.45,
  sentenceTerms: 1.66,
  close: 7.63,
  closeAmongMany: -5.54,
  missing: -4.89,
  missingAmongMany: 4.62,
  foreign: -1.33,
  ownName: 2.27,
  meaning: 4.45,
  gap: 8.05,
  name: 1,
  whole: 11.32,
  unknownNames: -9.36,
  length: 4.24,
  field: 9.72,
  size: 6.05,
} satisfies RefusalFeatures & { bias: number };

/**
 * Where a sentence encoder read question and papers: what its highest cosine counts beside the sum of all others, the more
 * the longer the question, since of a few words it tells no more than they do. Fitted on the questions worded over 195
 * papers, also asked of the wrong ones of these, and on questions of everyday life and other sciences.
 */
const READ = { bias: -0.65, others: 0.57, near: -4.82, words: -0.46, nearByWords: 4.23 };

/** What is judged, each a share or close to one. */
export interface RefusalFeatures {
  /** Share of the question's words in the best paper, by their rarity in general English. */
  terms: number;
  /** The same in the best sentence. */
  sentenceTerms: number;
  /** Share of it in the best paper, words near in meaning counting too, by what they tell of a topic. */
  close: number;
  /** The same share, the more the larger the corpus: among many papers chance finds something near to each word. */
  closeAmongMany: number;
  /** How technical the word is that the best papers lack, the same by size, and the one that the corpus lacks. */
  missing: number;
  missingAmongMany: number;
  foreign: number;
  /** 1 if it has a name that stands in the first paper and in hardly another. */
  ownName: number;
  /** Similarity in meaning of the nearest single sentence. */
  meaning: number;
  /** How far the first paper stands out in meaning from those behind it. */
  gap: number;
  /** Strength of a paper's name within the question. */
  name: number;
  /** 1 if the question is a paper's name, or short and naming one, perhaps with typos. */
  whole: number;
  /** Weight of name-like words that stand in no paper. */
  unknownNames: number;
  /** Logarithm of the number of content words: of a long question no abstract holds every word. */
  length: number;
  /**
   * How much more common its words are in the corpus than in general English, the more the larger the
   * corpus: among many papers each word of an everyday question stands in some.
   */
  field: number;
  /** Decimal logarithm of the number of papers over 6: chance finds more in a large corpus. */
  size: number;
}

/** Words from which a text that is a title means that paper, however common they are. */
const LEAST_TITLE = 3;
/** Longest text in words that may be nothing but a name. */
const NAME_WORDS = 5;
/** Score from which a match is taken for the name. */
const SURE = 0.5;
/** Strength of a name within the question from which its words are rare enough to be one. */
const RARE = 0.3;
/** Share of a question that no paper contains from which nothing else is asked. */
const UNKNOWN = 0.9;
/** Written as no ordinary word is. */
const NAME_LIKE = /\p{Ll}-?\p{Lu}|\p{Lu}{3}/u;
/** Shortest word of a question that is looked up with typos: "LAION" is no "Lion". */
const LEAST_NAME = 6;
/** Share of the longer one's length that the shorter must have. */
const LEAST_LENGTH = 0.7;
/** Matches that take the whole text for a name. */
const WHOLE_NAMES: ReadonlySet<NameMatch['kind']> = new Set([
  'id',
  'exact',
  'acronym',
  'prefix',
  'typo',
]);

/**
 * The features of a question from what was found for it.
 * @param isNamed whether it surely names a paper
 */
export function refusalFeatures(
  hits: readonly SearchHit[],
  coverage: Coverage,
  size: number,
  isNamed: boolean,
): RefusalFeatures {
  const { terms, sentenceTerms, close, missing, foreign, ownName } = coverage;
  const { meaning, name, unknownNames, count, field } = coverage;
  const meanings = hits.map(({ parts }) => Math.max(0, parts.dense));
  const behind = meanings.slice(3, 8);
  const rest = behind.length > 0 ? behind.reduce((sum, each) => sum + each, 0) / behind.length : 0;
  const scale = Math.log10(Math.max(1, size)) / 6;
  return {
    terms,
    sentenceTerms,
    close,
    closeAmongMany: close * scale,
    missing,
    missingAmongMany: missing * scale,
    foreign,
    ownName,
    meaning,
    gap: Math.max(0, (meanings[0] ?? 0) - rest),
    name,
    whole: isNamed ? 1 : 0,
    // A misspelled name is known all the same.
    unknownNames: isNamed ? 0 : unknownNames,
    length: Math.log(1 + count),
    field: field * scale,
    size: scale,
  };
}

/** A name with whether the whole question is that name. */
export type SureName = NameMatch & { whole: boolean };

/**
 * The paper that a short question names, where it could mean nothing else: in "what time is it?" the
 * word is too common to be the name of "TIME" unless it is written like one.
 */
export function sureName(
  question: string,
  coverage: Coverage,
  retriever: Pick<Retriever, 'lookup'>,
): SureName | undefined {
  const title = wholeTitle(question, retriever);
  if (title) return title;
  const match = wholeName(question, retriever);
  if (!match || match.kind === 'typo' || match.kind === 'id') return match;
  const known = coverage.name >= RARE;
  // What is written in no paper can only be meant for a name that it begins.
  if (match.kind === 'prefix') return known || coverage.unknown > UNKNOWN ? match : undefined;
  return known || NAME_LIKE.test(question) ? match : undefined;
}

/** The paper whose title, or its part before the colon, a text of some words is: "just read twice". */
function wholeTitle(text: string, retriever: Pick<Retriever, 'lookup'>): SureName | undefined {
  if (tokens(text).length < LEAST_TITLE) return undefined;
  const match = retriever.lookup(text, 1)[0];
  return match && nameKey(match.name) === nameKey(text) ? { ...match, whole: true } : undefined;
}

/** The paper that a short question is the name of, as a whole or in one word, perhaps with typos. */
function wholeName(question: string, retriever: Pick<Retriever, 'lookup'>): SureName | undefined {
  const named = tokens(question).filter((token) => {
    const word = token.toLowerCase();
    return !STOP_WORDS.has(word) && !REQUEST_WORDS.has(word);
  });
  if (named.length === 0 || named.length > NAME_WORDS) return undefined;
  // All of it, else one word that can be nothing but a name: "DuoAttention long context".
  const all = named.join('');
  for (const text of [all, ...named.filter(isName)]) {
    const match = retriever.lookup(text, 1)[0];
    if (!match || !WHOLE_NAMES.has(match.kind) || match.score < SURE) continue;
    if (match.kind !== 'id' && !isAsLong(match.name, text)) continue;
    // Another acronym is another thing: CRISPR is not CRISP.
    if (match.kind === 'typo' && /^\p{Lu}+$/u.test(text)) continue;
    return { ...match, whole: text === all };
  }
  return undefined;
}

function isName(token: string): boolean {
  return token.length >= LEAST_NAME && NAME_LIKE.test(token);
}

/** Whether two texts are about as long, so that one can be the other with typos. */
function isAsLong(name: string, text: string): boolean {
  const [a, b] = [nameKey(name).length, nameKey(text).length];
  return Math.min(a, b) >= LEAST_LENGTH * Math.max(a, b);
}

/**
 * Probability in [0, 1] that what was found answers a question.
 * @param size number of papers of the corpus
 * @param name the paper that the question surely names
 */
export function answerability(
  question: string,
  hits: readonly SearchHit[],
  coverage: Coverage,
  size: number,
  name: SureName | undefined,
): number {
  if (hits.length === 0) return 0;
  const features = refusalFeatures(hits, coverage, size, name !== undefined);
  const near = Math.max(...hits.map(({ parts }) => parts.near ?? Number.NEGATIVE_INFINITY));
  let sum = WEIGHTS.bias;
  for (const [name, value] of Object.entries(features)) {
    sum += WEIGHTS[name as keyof RefusalFeatures] * value;
  }
  if (Number.isFinite(near)) sum = withNearness(sum, near, question);
  return 1 / (1 + Math.exp(-sum));
}

/** @param sum what all else says; @param near the highest cosine of a sentence encoder */
function withNearness(sum: number, near: number, question: string): number {
  const words = Math.log(1 + question.split(/\s+/).length);
  return (
    READ.bias +
    READ.others * sum +
    READ.words * words +
    (READ.near + READ.nearByWords * words) * near
  );
}
