import type { Paper } from '../../src/corpus/paper.ts';
import { paperText } from '../../src/corpus/paper.ts';
import { createLearnedEmbedder } from '../../src/retrieval/embedders/learned/index.ts';
import { HybridRetriever } from '../../src/retrieval/hybrid-retriever.ts';
import { buildSnapshot } from '../../src/retrieval/snapshot.ts';

/** A search engine built over papers: gives the ids of the best ten for a query. */
export type Search = (query: string) => Promise<string[]> | string[];

const K = 10;

/** What is measured, by name: each builds its index and gives the search over it. */
export const systems: Record<string, (papers: Paper[]) => Promise<Search>> = {
  async Paperboy(papers) {
    const byId = new Map(papers.map((paper) => [paper.id, paper]));
    const snapshot = await buildSnapshot(
      papers.map((paper) => ({ paper, contentHash: '' })),
      await createLearnedEmbedder(),
    );
    const retriever = new HybridRetriever(snapshot, {
      get: async (ids) => ids.flatMap((id) => byId.get(id) ?? []),
    });
    return async (query) => (await retriever.search(query, { k: K })).map((hit) => hit.paper.id);
  },

  async 'LangChain FaissStore'(papers) {
    const { FaissStore } = await import('@langchain/community/vectorstores/faiss');
    const store = await FaissStore.fromDocuments(documents(papers), await createLearnedEmbedder());
    return async (query) => ids(await store.similaritySearch(query, K));
  },

  async 'LangChain MemoryVectorStore'(papers) {
    const { MemoryVectorStore } = await import('@langchain/classic/vectorstores/memory');
    const store = await MemoryVectorStore.fromDocuments(
      documents(papers),
      await createLearnedEmbedder(),
    );
    return async (query) => ids(await store.similaritySearch(query, K));
  },

  async 'LangChain BM25Retriever'(papers) {
    const { BM25Retriever } = await import('@langchain/community/retrievers/bm25');
    const retriever = BM25Retriever.fromDocuments(documents(papers), { k: K, includeScore: false });
    return async (query) => ids(await retriever.invoke(query));
  },

  async MiniSearch(papers) {
    const { default: MiniSearch } = await import('minisearch');
    const index = new MiniSearch({ fields: ['title', 'abstract'] });
    index.addAll(papers);
    return (query) =>
      index
        .search(query)
        .slice(0, K)
        .map((hit) => String(hit.id));
  },

  async Orama(papers) {
    const { create, insertMultiple, search } = await import('@orama/orama');
    const index = create({ schema: { id: 'string', title: 'string', abstract: 'string' } });
    await insertMultiple(
      index,
      papers.map(({ id, title, abstract }) => ({ id, title, abstract })),
    );
    return async (query) =>
      (await search(index, { term: query, limit: K })).hits.map((hit) => String(hit.document.id));
  },
};

const documents = (papers: Paper[]) =>
  papers.map((paper) => ({ pageContent: paperText(paper), metadata: { id: paper.id } }));

const ids = (found: { metadata: Record<string, unknown> }[]) =>
  found.map(({ metadata }) => String(metadata.id));
