import type { Paper } from '../corpus/paper.ts';
import type { Retriever } from '../retrieval/retriever.ts';

/** Tells how well papers fit a topic, by meaning. */
export interface TopicMatcher {
  /** Calibrated relevance in [0, 1] of each paper, in their order. */
  score(topic: string, papers: readonly Paper[]): Promise<number[]>;
}

/**
 * Matches topics by the retriever, whose relevance is calibrated over corpora and queries: meaning,
 * words and names together, restricted to the papers asked about.
 */
export function retrievedTopics(retriever: () => Promise<Retriever>): TopicMatcher {
  return {
    async score(topic, papers) {
      const ids = papers.map((paper) => paper.id);
      const search = await retriever();
      const hits = await search.search(topic, { k: Math.max(1, ids.length), filter: { ids } });
      const scores = new Map<string, number>();
      for (const { paper, score, duplicates } of hits) {
        for (const id of [paper.id, ...duplicates]) scores.set(id, score);
      }
      return ids.map((id) => scores.get(id) ?? 0);
    },
  };
}
