import type { Fused } from '../fusion.ts';
import { relevance } from '../relevance.ts';
import type { Nearness } from '../sentence-encoder/encoded-papers.ts';

/** What nearness by a sentence encoder adds to a fused score, whose parts sum up to 1 (`bench/embedder/README.md`). */
const WEIGHT = 2.5;

/** Documents that are looked at again; what stands further down cannot rise to the first page. */
const DEPTH = 200;

/** A first document that stands so far before the second, and is so surely relevant, is first for good. */
const SURE = { second: 0.7, relevance: 0.6 };

/** Whether what was found first could be put behind others, or refused, once a sentence encoder has read it. */
export function isUnsure([first, second]: readonly Fused[]): boolean {
  if (!first) return false;
  return (second?.fused ?? 0) > SURE.second * first.fused || relevance(first) < SURE.relevance;
}

/**
 * Orders the best fused documents again by what a sentence encoder made of the question and of each. Their mean counts
 * as no nearness at all, so that what is far from the question stays far behind the best.
 * @param fused best first
 */
export function rerankByMeaning(fused: readonly Fused[], nearness: Nearness): Fused[] {
  const head = fused.slice(0, DEPTH);
  const cosines = head.map(({ document }) => nearness(document));
  const mean = cosines.reduce((sum, cosine) => sum + cosine, 0) / Math.max(1, head.length);
  return head
    .map((hit, i): Fused => {
      const near = cosines[i]!;
      return { ...hit, near, fused: hit.fused + WEIGHT * (near - mean) };
    })
    .concat(fused.slice(DEPTH))
    .sort((a, b) => b.fused - a.fused || a.document - b.document);
}
