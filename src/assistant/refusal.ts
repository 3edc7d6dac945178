import type { Coverage, SearchHit } from '../retrieval/retriever.ts';

/** Probability above which the offline model answers. */
export const ANSWER_FROM = 0.5;

/** Probability in [0, 1] that what was found answers a question. */
export function answerability(
  _question: string,
  hits: readonly SearchHit[],
  coverage: Coverage,
): number {
  return hits.length === 0 ? 0 : coverage.answerable;
}
