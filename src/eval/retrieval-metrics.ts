/** Grades by document id; a document is relevant from 1 on, as in the collections' own scores. */
export type Judgements = ReadonlyMap<string, number>;

/**
 * Normalised discounted cumulative gain of the first k with linear gain.
 * @param ranked ids, best first
 */
export function ndcg(ranked: readonly string[], judged: Judgements, k: number): number {
  const gains = ranked.slice(0, k).map((id) => Math.max(0, judged.get(id) ?? 0));
  const ideal = [...judged.values()].filter((grade) => grade > 0).sort((a, b) => b - a);
  const best = discounted(ideal.slice(0, k));
  return best > 0 ? discounted(gains) / best : 0;
}

function discounted(gains: readonly number[]): number {
  return gains.reduce((sum, gain, i) => sum + gain / Math.log2(i + 2), 0);
}

/** Share of the relevant documents that stand among the first k. */
export function recall(ranked: readonly string[], judged: Judgements, k: number): number {
  const relevant = [...judged].filter(([, grade]) => grade >= 1).length;
  if (relevant === 0) return 0;
  return ranked.slice(0, k).filter((id) => (judged.get(id) ?? 0) >= 1).length / relevant;
}

/** 1 / rank of the first relevant document among the first k, else 0. */
export function reciprocalRank(ranked: readonly string[], judged: Judgements, k: number): number {
  const at = ranked.slice(0, k).findIndex((id) => (judged.get(id) ?? 0) >= 1);
  return at < 0 ? 0 : 1 / (at + 1);
}

/** The p-th quantile (0 to 1) by nearest rank; 0 for no values. */
export function quantile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? 0;
}
