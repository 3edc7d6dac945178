import { readBeir } from '../corpus/beir.ts';
import type { Embedder } from '../retrieval/embedders/embedder.ts';
import { HybridRetriever } from '../retrieval/hybrid-retriever.ts';
import { buildSnapshot } from '../retrieval/snapshot.ts';
import { ndcg, quantile, recall, reciprocalRank } from './retrieval-metrics.ts';

/** What `eval retrieval` prints; quality in [0, 1], averaged over queries. */
export interface RetrievalScores {
  ndcg10: number;
  recall10: number;
  recall100: number;
  mrr10: number;
  queries: number;
  p50Ms: number;
  p99Ms: number;
}

export interface RetrievalEvaluation {
  embedder: Embedder;
  /** Told how many documents of how many are indexed. */
  onProgress?: (done: number, total: number) => void;
}

/**
 * Measures retrieval on a BEIR folder, in memory: whole documents are ranked, near-duplicates are
 * not folded, the data directory is not touched. Gains are linear in the grade; recall counts
 * documents with a grade of 1 or more.
 * @throws FormatError when the folder is none
 */
export async function evaluateRetrieval(
  dir: string,
  { embedder, onProgress = () => {} }: RetrievalEvaluation,
): Promise<RetrievalScores> {
  const { documents, queries, judgements } = await readBeir(dir);
  const papers = documents.map(({ id, title, text }) => ({
    paper: { id, title, abstract: text },
    contentHash: '',
  }));
  const snapshot = await buildSnapshot(papers, embedder, {
    onProgress: (done) => onProgress(done, documents.length),
  });
  const byId = new Map(papers.map(({ paper }) => [paper.id, paper]));
  const retriever = new HybridRetriever(snapshot, {
    get: async (ids) => ids.flatMap((id) => byId.get(id) ?? []),
  });
  const totals = { ndcg10: 0, recall10: 0, recall100: 0, mrr10: 0 };
  const times: number[] = [];
  for (const { id, text } of queries) {
    const started = performance.now();
    const ranked = (await retriever.rank(text, 100)).map((hit) => hit.id);
    times.push(performance.now() - started);
    const judged = judgements.get(id)!;
    totals.ndcg10 += ndcg(ranked, judged, 10);
    totals.recall10 += recall(ranked, judged, 10);
    totals.recall100 += recall(ranked, judged, 100);
    totals.mrr10 += reciprocalRank(ranked, judged, 10);
  }
  const mean = (sum: number) => (queries.length > 0 ? sum / queries.length : 0);
  return {
    ndcg10: mean(totals.ndcg10),
    recall10: mean(totals.recall10),
    recall100: mean(totals.recall100),
    mrr10: mean(totals.mrr10),
    queries: queries.length,
    p50Ms: quantile(times, 0.5),
    p99Ms: quantile(times, 0.99),
  };
}
