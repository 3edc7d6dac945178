import { tokens } from '../retrieval/analyzer.ts';
import type { Coverage, Retriever, SearchHit } from '../retrieval/retriever.ts';
import { REQUEST_WORDS, STOP_WORDS } from '../retrieval/stop-words.ts';

/**
 * When to answer and when to say that the corpus does not know.
 *
 * A logistic function of shares: how much of the question's weight the best paper and the best
 * single sentence cover, how near the best paper is in meaning and how far it stands out, whether a
 * name of the question is carried by a paper, and how much of the question no paper contains. Raw
 * scores are left out, so that it holds on 65 papers and on hundreds of thousands.
 *
 * Fitted by `bench/refusal/fit.ts`, which prints these weights with the errors on corpora that were
 * left out: arXiv papers sampled into corpora of 65, 1,000 and 50,000; questions made from papers
 * inside (titles and sentences with words dropped and replaced, names, names with typos) and outside
 * (the same from papers left out, other sciences, everyday life).
 */
const WEIGHTS = {
  bias: -5.2,
  words: 5.5,
  sentence: 2.5,
  dense: 2,
  gap: 0,
  lexical: 0,
  name: 1.5,
  unknownNames: -4,
  unknown: -2,
  matched: 0,
  brevity: 0,
  size: 0,
  crowd: 0,
} satisfies RefusalFeatures & { bias: number };

/** What is judged, each a share or close to one. */
export interface RefusalFeatures {
  /** Share of the question's weight in the best paper. */
  words: number;
  /** Share of the question's weight in the best sentence. */
  sentence: number;
  /** Similarity in meaning of the first paper. */
  dense: number;
  /** How far it stands out from those behind it. */
  gap: number;
  /** Word score of the first paper as a share of the attainable. */
  lexical: number;
  /** Strength of the name by which a paper is meant. */
  name: number;
  /** Weight of name-like words that stand in no paper. */
  unknownNames: number;
  /** Weight of all words that stand in no paper. */
  unknown: number;
  /** Saturating number of content words found. */
  matched: number;
  /** 1 over the number of content words. */
  brevity: number;
  /** Decimal logarithm of the number of papers over 6: chance finds more in a large corpus. */
  size: number;
  /** `size` times `sentence`. */
  crowd: number;
}

/** Longest text in words that may be nothing but a name. */
const NAME_WORDS = 5;

/** The features of a question from what was found for it. */
export function refusalFeatures(
  question: string,
  hits: readonly SearchHit[],
  coverage: Coverage,
  retriever: Pick<Retriever, 'lookup' | 'size'>,
): RefusalFeatures {
  const { words, sentence, name, unknownNames, unknown, count } = coverage.features;
  const size = Math.log10(Math.max(1, retriever.size)) / 6;
  const meanings = hits.map(({ parts }) => Math.max(0, parts.dense));
  const behind = meanings.slice(3, 8);
  const first = meanings[0] ?? 0;
  const rest = behind.length > 0 ? behind.reduce((sum, each) => sum + each, 0) / behind.length : 0;
  return {
    words,
    sentence,
    dense: Math.max(0, ...meanings.slice(0, 3)),
    gap: Math.max(0, first - rest),
    lexical: hits[0]?.parts.lexical ?? 0,
    name: Math.max(name, nameStrength(question, retriever)),
    unknownNames,
    unknown,
    matched: 1 - Math.exp((-words * count) / 3),
    brevity: 1 / Math.max(1, count),
    size,
    crowd: size * sentence,
  };
}

/** How surely a short question is a paper's name, perhaps with typos, in [0, 1]. */
function nameStrength(question: string, retriever: Pick<Retriever, 'lookup'>): number {
  const named = tokens(question).filter((token) => {
    const word = token.toLowerCase();
    return !STOP_WORDS.has(word) && !REQUEST_WORDS.has(word);
  });
  if (named.length === 0 || named.length > NAME_WORDS) return 0;
  const match = retriever.lookup(named.join(' '), 1)[0];
  return match && match.kind !== 'partial' ? match.score : 0;
}

/** Probability in [0, 1] that what was found answers a question. */
export function answerability(
  question: string,
  hits: readonly SearchHit[],
  coverage: Coverage,
  retriever: Pick<Retriever, 'lookup' | 'size'>,
): number {
  if (hits.length === 0) return 0;
  const features = refusalFeatures(question, hits, coverage, retriever);
  let sum = WEIGHTS.bias;
  for (const [name, value] of Object.entries(features)) {
    sum += WEIGHTS[name as keyof RefusalFeatures] * value;
  }
  return 1 / (1 + Math.exp(-sum));
}
