import type { Fused } from './fusion.ts';

const WEIGHTS = { bias: -2.6, dense: 2.5, lsa: 1, lexical: 5, name: 3 };

/**
 * Probability that a query's best document is relevant, from shares and cosines that do not depend
 * on the size of the corpus.
 */
export function relevance(best: Fused): number {
  const sum =
    WEIGHTS.bias +
    WEIGHTS.dense * best.dense +
    WEIGHTS.lsa * best.lsa +
    WEIGHTS.lexical * best.lexical +
    WEIGHTS.name * best.name;
  return 1 / (1 + Math.exp(-sum));
}
