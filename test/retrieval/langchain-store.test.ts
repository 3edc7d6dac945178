import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ContextualCompressionRetriever } from '@langchain/classic/retrievers/contextual_compression';
import { EmbeddingsFilter } from '@langchain/classic/retrievers/document_compressors/embeddings_filter';
import { EnsembleRetriever } from '@langchain/classic/retrievers/ensemble';
import { BM25Retriever } from '@langchain/community/retrievers/bm25';
import { FaissStore } from '@langchain/community/vectorstores/faiss';
import { Document } from '@langchain/core/documents';
import { Embeddings } from '@langchain/core/embeddings';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FormatError, InputError, StoreError } from '../../src/errors.ts';
import { createFaissIndex } from '../../src/retrieval/faiss-index.ts';
import { PaperVectorStore } from '../../src/retrieval/langchain-store/paper-vector-store.ts';

const TOPICS = ['attention', 'diffusion', 'protein', 'robot'];

/** Counts a few topic words: a text about one topic points along that topic's axis. */
class TopicEmbeddings extends Embeddings {
  async embedQuery(text: string): Promise<number[]> {
    return TOPICS.map((topic) => text.toLowerCase().split(topic).length - 1);
  }
  embedDocuments(texts: string[]): Promise<number[][]> {
    return Promise.all(texts.map((text) => this.embedQuery(text)));
  }
}

const embeddings = new TopicEmbeddings({});

const PAPERS = [
  new Document({
    id: 'sinks',
    pageContent: 'Attention sinks keep attention stable in streaming.',
    metadata: { publishedAt: '2023-09-29', categories: ['cs.CL'], authors: ['Guangxuan Xiao'] },
  }),
  new Document({
    id: 'video',
    pageContent: 'Diffusion with attention for video; diffusion in time.',
    metadata: { publishedAt: '2024-05-01', categories: ['cs.CV'], authors: ['Ann Lee'] },
  }),
  new Document({
    id: 'folding',
    pageContent: 'Protein folding with attention.',
    metadata: { publishedAt: '2021-07-15', categories: ['q-bio.BM'], authors: ['John Jumper'] },
  }),
  new Document({
    id: 'arms',
    pageContent: 'Robot arms learn from robot video.',
    metadata: { publishedAt: '2024', categories: ['cs.RO'], authors: ['Ann Lee'] },
  }),
];

const filled = () => PaperVectorStore.fromDocuments(PAPERS, embeddings);
const idsOf = (documents: { id?: string }[]) => documents.map(({ id }) => id);

describe('the vector store', () => {
  it('finds the nearest documents with their cosine', async () => {
    const store = await filled();
    const found = await store.similaritySearchWithScore('attention', 2);
    expect(idsOf(found.map(([document]) => document))).toEqual(['sinks', 'folding']);
    expect(found[0]![1]).toBeCloseTo(1);
    expect(found[1]![1]).toBeCloseTo(Math.SQRT1_2);
    expect(found[0]![0]).toEqual(PAPERS[0]);
  });

  it.each([
    [{ from: '2023', to: '2023-12-31' }, ['sinks']],
    [{ categories: ['cs'] }, ['sinks', 'video', 'arms']],
    [{ authors: ['lee'] }, ['video', 'arms']],
    [{ authors: ['lee'], categories: ['cs.RO'] }, ['arms']],
    [{ ids: ['folding', 'unknown'] }, ['folding']],
  ])('filters by metadata: %j', async (filter, expected) => {
    const found = await (await filled()).similaritySearch('attention', 4, filter);
    expect(idsOf(found)).toEqual(expected);
  });

  it('takes metadata of the wrong shape for none', async () => {
    const store = new PaperVectorStore(embeddings);
    const metadata = { publishedAt: 2024, categories: 'cs.CL', authors: [7] };
    await store.addDocuments([new Document({ id: 'odd', pageContent: 'robot', metadata })]);
    expect(await store.similaritySearch('robot', 1, { from: '2000' })).toEqual([]);
    expect(await store.similaritySearch('robot', 1, { categories: ['cs'] })).toEqual([]);
    expect(await store.similaritySearch('robot', 1, {})).toHaveLength(1);
  });

  it('replaces a document that is added again, its vector too', async () => {
    const store = await filled();
    const changed = new Document({ id: 'sinks', pageContent: 'Robot sinks.', metadata: {} });
    expect(await store.addDocuments([changed])).toEqual(['sinks']);
    expect(store.size).toBe(4);
    expect(idsOf(await store.similaritySearch('robot', 2)).sort()).toEqual(['arms', 'sinks']);
    expect(idsOf(await store.similaritySearch('attention', 1))).toEqual(['folding']);
  });

  it('gives ids: those of the call, else those of the documents, else new ones', async () => {
    const store = new PaperVectorStore(embeddings);
    const plain = new Document({ pageContent: 'robot' });
    expect(await store.addDocuments([plain], { ids: ['mine'] })).toEqual(['mine']);
    const [own, made] = await store.addDocuments([PAPERS[0]!, plain]);
    expect(own).toBe('sinks');
    expect(made).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('forgets what is deleted, down to the last document', async () => {
    const store = await filled();
    await store.delete({ ids: ['sinks', 'unknown'] });
    expect(idsOf(await store.similaritySearch('attention', 1))).toEqual(['folding']);
    await store.delete({ ids: ['video', 'folding', 'arms'] });
    expect(await store.similaritySearch('attention', 5)).toEqual([]);
    await expect(store.delete({} as { ids: string[] })).rejects.toThrow(InputError);
  });

  it('holds all documents of first calls at the same time', async () => {
    const store = new PaperVectorStore(embeddings);
    await Promise.all(PAPERS.map((paper) => store.addDocuments([paper])));
    expect(store.size).toBe(4);
    expect(idsOf(await store.similaritySearch('protein', 1))).toEqual(['folding']);
  });

  it('adds nothing when a vector does not fit', async () => {
    const store = await filled();
    const adding = store.addVectors([[1, 0, 0, 0], [1]], [PAPERS[0]!, PAPERS[1]!], {
      ids: ['a', 'b'],
    });
    await expect(adding).rejects.toThrow(InputError);
    await expect(store.addVectors([[1, 0, 0, 0]], PAPERS)).rejects.toThrow(InputError);
    expect(store.size).toBe(4);
  });

  it('finds nothing before anything was added', async () => {
    expect(await new PaperVectorStore(embeddings).similaritySearch('robot', 3)).toEqual([]);
  });

  it('is made from texts', async () => {
    const store = await PaperVectorStore.fromTexts(
      ['robot', 'protein'],
      [{ n: 1 }, { n: 2 }],
      embeddings,
    );
    expect((await store.similaritySearch('protein', 1))[0]!.metadata).toEqual({ n: 2 });
  });

  it('stands on an index and documents that are there already', async () => {
    const index = createFaissIndex(4);
    index.add(
      ['a', 'b'],
      [
        [1, 0, 0, 0],
        [0, 1, 0, 0],
      ],
    );
    const asDocument = (id: string) => new Document({ id, pageContent: `Paper ${id}` });
    const store = new PaperVectorStore(embeddings, {
      index,
      documents: {
        get: async (ids) => new Map(ids.map((id) => [id, asDocument(id)])),
        put: async () => {},
        delete: async () => {},
        filter: async () => (id) => id !== 'a',
      },
    });
    expect(idsOf(await store.similaritySearch('attention', 2))).toEqual(['a', 'b']);
    expect(idsOf(await store.similaritySearch('attention', 2, {}))).toEqual(['b']);
  });
});

describe("the ecosystem's retrievers on the vector store", () => {
  it('asRetriever, with a filter', async () => {
    const retriever = (await filled()).asRetriever({ k: 1, filter: { categories: ['cs.CV'] } });
    expect(idsOf(await retriever.invoke('attention'))).toEqual(['video']);
  });

  it('asRetriever by maximal marginal relevance', async () => {
    const store = await filled();
    const twin = new Document({ id: 'twin', pageContent: 'Attention, attention.', metadata: {} });
    await store.addDocuments([twin]);
    const searchKwargs = { fetchK: 5, lambda: 0.3 };
    const retriever = store.asRetriever({ k: 2, searchType: 'mmr', searchKwargs });
    const found = idsOf(await retriever.invoke('attention'));
    // The twin says the same as the first, so something less near but different comes second.
    expect(['sinks', 'twin']).toContain(found[0]);
    expect(['sinks', 'twin']).not.toContain(found[1]);
  });

  it('EnsembleRetriever, together with BM25', async () => {
    const retriever = new EnsembleRetriever({
      retrievers: [
        (await filled()).asRetriever(2),
        BM25Retriever.fromDocuments(PAPERS, { k: 2, includeScore: false }),
      ],
      weights: [0.5, 0.5],
    });
    expect((await retriever.invoke('protein folding')).at(0)?.id).toBe('folding');
  });

  it('ContextualCompressionRetriever', async () => {
    const retriever = new ContextualCompressionRetriever({
      baseCompressor: new EmbeddingsFilter({ embeddings, similarityThreshold: 0.9 }),
      baseRetriever: (await filled()).asRetriever(4),
    });
    const found = await retriever.invoke('attention');
    expect(found.map(({ pageContent }) => pageContent)).toEqual([PAPERS[0]!.pageContent]);
  });
});

describe('a folder of FaissStore', () => {
  let dir: string;
  const file = (name: string) => path.join(dir, name);

  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'paperboy-faiss-store-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('is loaded as ours after saving', async () => {
    await (await filled()).save(dir);
    const store = await PaperVectorStore.load(dir, embeddings);
    const found = await store.similaritySearchWithScore('attention', 4);
    expect(found).toEqual(await (await filled()).similaritySearchWithScore('attention', 4));
  });

  it('that we wrote is read by FaissStore, which finds the same', async () => {
    await (await filled()).save(dir);
    const theirs = await FaissStore.load(dir, embeddings);
    // Their score is the squared distance, 2 - 2 cos for unit vectors; the query has unit length.
    const query = [1, 0, 0, 0];
    const found = await theirs.similaritySearchVectorWithScore(query, 4);
    const ours = await (await filled()).similaritySearchVectorWithScore(query, 4);
    expect(found.map(([{ pageContent }]) => pageContent)).toEqual(
      ours.map(([{ pageContent }]) => pageContent),
    );
    for (const [at, [, distance]] of found.entries()) {
      expect(1 - distance / 2).toBeCloseTo(ours[at]![1], 6);
    }
  });

  it('that FaissStore wrote is read, with cosines as scores', async () => {
    const theirs = await FaissStore.fromDocuments(PAPERS, embeddings);
    await theirs.save(dir);
    const store = await PaperVectorStore.load(dir, embeddings);
    const found = await store.similaritySearchWithScore('attention', 4);
    expect(found.map(([{ pageContent }]) => pageContent)).toEqual(
      [0, 2, 1, 3].map((at) => PAPERS[at]!.pageContent),
    );
    expect(found[0]![1]).toBeCloseTo(1);
    expect(found[0]![0].metadata).toEqual(PAPERS[0]!.metadata);
  });

  it('that FaissStore wrote over ours is read as it is now', async () => {
    await (await filled()).save(dir);
    await (await FaissStore.fromDocuments([PAPERS[3]!], embeddings)).save(dir);
    const store = await PaperVectorStore.load(dir, embeddings);
    expect(store.size).toBe(1);
    expect((await store.similaritySearch('robot', 1))[0]!.pageContent).toContain('Robot arms');
  });

  it('with the vector FaissStore leaves behind of a changed document is read without it', async () => {
    const theirs = await FaissStore.fromDocuments([], embeddings);
    await theirs.addDocuments([PAPERS[0]!], { ids: ['x'] });
    await theirs.addVectors([[0, 0, 0, 1]], [PAPERS[3]!], { ids: ['y'] });
    theirs.getMapping()[1] = 'x';
    await theirs.save(dir);
    const store = await PaperVectorStore.load(dir, embeddings);
    expect(store.size).toBe(1);
    const [hit] = await store.similaritySearchVectorWithScore([1, 0, 0, 0], 5);
    expect(hit![1]).toBe(0);
  });

  it('is saved over and over without leaving old vectors', async () => {
    const store = await filled();
    await store.save(dir);
    await store.save(dir);
    await store.delete({ ids: ['sinks'] });
    await store.save(dir);
    expect((await readdir(dir)).sort()).toEqual([
      'docstore.json',
      'faiss.index',
      expect.stringMatching(/^faiss\.index-[0-9a-f]{16}$/),
    ]);
    expect((await PaperVectorStore.load(dir, embeddings)).size).toBe(3);
  });

  it('is whole although a save ended before its last step', async () => {
    await (await filled()).save(dir);
    const old = await readFile(file('faiss.index'));
    const store = await filled();
    await store.delete({ ids: ['sinks'] });
    await store.save(dir);
    await rm(file('faiss.index'));
    await writeFile(file('faiss.index'), old);
    expect((await PaperVectorStore.load(dir, embeddings)).size).toBe(3);
  });

  const damages: [string, () => Promise<unknown>][] = [
    ['missing', () => rm(dir, { recursive: true })],
    ['without documents', () => rm(file('docstore.json'))],
    ['with documents cut short', () => truncate(file('docstore.json'), 40)],
    ['with documents of something else', () => writeFile(file('docstore.json'), '{"a": 1}')],
    ['with null as documents', () => writeFile(file('docstore.json'), 'null')],
    ['with a document without text', () => edit(([pairs]) => delete pairs[0][1].pageContent)],
    ['with a document missing', () => edit(([pairs]) => pairs.pop())],
    ['with a label missing', () => edit(([, labels]) => delete labels[2])],
    ['without vectors', () => rm(file('faiss.index'))],
    ['with vectors cut short', () => truncate(file('faiss.index'), 60)],
    ['with no vectors at all', () => truncate(file('faiss.index'), 0)],
    ['with vectors of another kind', () => changeBytes((bytes) => bytes.write('IHNf', 'latin1'))],
    ['with impossible dimensions', () => changeBytes((bytes) => bytes.writeInt32LE(-4, 4))],
    ['with more vectors announced', () => changeBytes((bytes) => bytes.writeInt32LE(1e9, 8))],
    [
      'with a number that is none',
      () => changeBytes((bytes) => bytes.writeFloatLE(Number.NaN, 45)),
    ],
    ['larger than can be read', () => truncate(file('docstore.json'), (256 << 20) + 1)],
  ];
  // biome-ignore lint/suspicious/noExplicitAny: a JSON text is damaged here on purpose
  async function edit(change: (docstore: any) => unknown) {
    const docstore = JSON.parse(await readFile(file('docstore.json'), 'utf8'));
    change(docstore);
    await writeFile(file('docstore.json'), JSON.stringify(docstore));
  }
  async function changeBytes(change: (bytes: Buffer) => unknown) {
    const bytes = await readFile(file('faiss.index'));
    change(bytes);
    await writeFile(file('faiss.index'), bytes);
  }

  it.each(damages)('is refused when it is %s', async (_, damage) => {
    await (await FaissStore.fromDocuments(PAPERS, embeddings)).save(dir);
    await damage();
    await expect(PaperVectorStore.load(dir, embeddings)).rejects.toThrow(FormatError);
  });

  it('is refused when documents and vectors are of different saves of ours', async () => {
    await (await filled()).save(dir);
    const other = await FaissStore.fromDocuments([...PAPERS].reverse(), embeddings);
    for (const name of await readdir(dir)) if (name !== 'docstore.json') await rm(file(name));
    other.index.write(file('faiss.index'));
    await expect(PaperVectorStore.load(dir, embeddings)).rejects.toThrow(FormatError);
  });

  it('says so when it cannot be saved', async () => {
    await writeFile(file('taken'), '');
    await expect((await filled()).save(file('taken'))).rejects.toThrow(StoreError);
    await expect(new PaperVectorStore(embeddings).save(dir)).rejects.toThrow(InputError);
  });
});
