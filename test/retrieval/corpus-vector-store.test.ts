import { beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { createEmbedder } from '../../src/retrieval/embedders/factory.ts';
import {
  CorpusVectorStore,
  paperDocument,
} from '../../src/retrieval/langchain-store/corpus-vector-store.ts';
import { buildSnapshot } from '../../src/retrieval/snapshot.ts';
import { indexed, readerOf, shippedPapers } from './papers.ts';

describe("the corpus as LangChain's vector store", () => {
  let store: CorpusVectorStore;
  const papers = shippedPapers();
  const sinks = papers.find(({ id }) => id === '2309.17453')!;

  beforeAll(async () => {
    store = new CorpusVectorStore(
      await buildSnapshot(indexed(papers), await createEmbedder()),
      readerOf(papers),
    );
  });

  it('finds papers as documents, through a retriever', async () => {
    const found = await store
      .asRetriever(3)
      .invoke('attention sinks for streaming language models');
    expect(found.map(({ id }) => id)).toContain(sinks.id);
    const document = found.find(({ id }) => id === sinks.id)!;
    expect(document.pageContent).toBe(`${sinks.title}\n${sinks.abstract}`);
    expect(document.metadata).toMatchObject({
      title: sinks.title,
      authors: sinks.authors,
      url: 'https://arxiv.org/abs/2309.17453',
    });
  });

  it('filters by the metadata of the stored papers', async () => {
    const found = await store.similaritySearch('streaming', 65, { authors: ['Guangxuan Xiao'] });
    const expected = papers.filter(({ authors }) => authors?.includes('Guangxuan Xiao'));
    expect(found.map(({ id }) => id).sort()).toEqual(expected.map(({ id }) => id).sort());
    expect(expected.length).toBeGreaterThan(0);
  });

  it('lets everything through a filter that asks for nothing', async () => {
    expect(await store.similaritySearch('streaming', 5, {})).toHaveLength(5);
  });

  it('is only read', async () => {
    await expect(store.addDocuments()).rejects.toThrow(InputError);
    await expect(store.addVectors()).rejects.toThrow(InputError);
    await expect(store.delete()).rejects.toThrow(InputError);
    expect(store.size).toBe(papers.length);
  });
});

describe('paperDocument', () => {
  it('keeps everything but the abstract as metadata', () => {
    const document = paperDocument({ id: 'x', title: 'T', abstract: 'A', year: 1 } as never);
    expect(document).toMatchObject({ id: 'x', pageContent: 'T\nA' });
    expect(document.metadata).toEqual({ id: 'x', title: 'T', year: 1, url: undefined });
  });
});
