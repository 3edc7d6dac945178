import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Paper } from '../../src/corpus/paper.ts';
import { IndexUnusableError } from '../../src/errors.ts';
import type { Embedder } from '../../src/retrieval/embedders/embedder.ts';
import { HybridRetriever } from '../../src/retrieval/hybrid-retriever.ts';
import type { SentenceEncoder } from '../../src/retrieval/sentence-encoder/sentence-encoder.ts';
import { buildSnapshot, openSnapshot, saveSnapshot } from '../../src/retrieval/snapshot.ts';
import { indexed, readerOf } from './papers.ts';

const papers: Paper[] = Array.from({ length: 12 }, (_, i) => ({
  id: `p${i}`,
  title: `Topic${i}: pruning number ${i}`,
  abstract: `We study ${['graphs', 'video', 'speech'][i % 3]} in setting ${i}. It works.`,
  publishedAt: `202${i % 4}-01-01`,
  categories: ['cs.LG'],
  authors: ['Ada Lovelace'],
}));

/** Counts letters; remembers what it was asked to embed. */
function letterEmbedder(id = 'letters'): Embedder & { embedded: string[] } {
  const vectorOf = (text: string) => {
    const counts = Array.from({ length: 26 }, (_, i) => {
      return text.toLowerCase().split(String.fromCharCode(97 + i)).length - 1;
    });
    const length = Math.hypot(...counts) || 1;
    return counts.map((count) => count / length);
  };
  const embedded: string[] = [];
  return {
    id,
    dimensions: 26,
    embedded,
    embedDocuments: async (texts) => {
      embedded.push(...texts);
      return texts.map(vectorOf);
    },
    embedQuery: async (text) => vectorOf(text),
  };
}

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'snapshot-'));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

const results = async (snapshot: Awaited<ReturnType<typeof openSnapshot>>) => {
  const retriever = new HybridRetriever(snapshot, readerOf(papers));
  const found = [];
  for (const query of ['pruning of speech', 'Topic7', 'video setting 4']) {
    const hits = await retriever.search(query, { k: 12, filter: { from: '2021' } });
    found.push(hits.map((hit) => [hit.paper.id, hit.score]));
  }
  return [found, retriever.lookup('topic3'), retriever.size];
};

describe('a snapshot', () => {
  it('answers alike after it was saved and opened', async () => {
    const embedder = letterEmbedder();
    const built = await buildSnapshot(indexed(papers), embedder, { revision: '5' });
    await saveSnapshot(dir, built);
    const opened = await openSnapshot(dir, embedder);
    expect(opened.revision).toBe('5');
    expect(await results(opened)).toEqual(await results(built));
  });

  it('embeds again only what changed', async () => {
    const embedder = letterEmbedder();
    const previous = await buildSnapshot(indexed(papers), embedder);
    embedder.embedded.length = 0;
    const changed = papers.map((paper, i) =>
      i === 3 ? { ...paper, abstract: 'New text.' } : paper,
    );
    const added = { id: 'new', title: 'New paper', abstract: 'All new.' };
    const next = await buildSnapshot(indexed([...changed.slice(1), added]), embedder, { previous });
    expect(embedder.embedded).toEqual([`${papers[3]!.title}\nNew text.`, 'New paper\nAll new.']);
    expect(next.catalog.size).toBe(12);
    expect(next.catalog.find('p0')).toBe(-1);
    expect(next.dense.index.size).toBe(12);
  });

  it('embeds everything again with another embedder', async () => {
    const previous = await buildSnapshot(indexed(papers), letterEmbedder());
    const other = letterEmbedder('others');
    await buildSnapshot(indexed(papers), other, { previous });
    expect(other.embedded).toHaveLength(papers.length);
  });

  it('replaces the last one and leaves nothing of it behind', async () => {
    const embedder = letterEmbedder();
    await saveSnapshot(dir, await buildSnapshot(indexed(papers), embedder, { revision: '1' }));
    const before = readdirSync(dir).length;
    await saveSnapshot(
      dir,
      await buildSnapshot(indexed(papers.slice(2)), embedder, { revision: '2' }),
    );
    expect(readdirSync(dir)).toHaveLength(before);
    const opened = await openSnapshot(dir, embedder);
    expect([opened.revision, opened.catalog.size]).toEqual(['2', 10]);
  });

  it('tells how far it is', async () => {
    const many = Array.from({ length: 600 }, (_, i) => ({ ...papers[0]!, id: `q${i}` }));
    const steps: number[] = [];
    await buildSnapshot(indexed(many), letterEmbedder(), { onProgress: (n) => steps.push(n) });
    expect(steps).toEqual([256, 512, 600]);
  });

  it('holds papers without abstracts, words or dates', async () => {
    const odd = [
      { id: 'a', title: '?', abstract: '' },
      { id: 'b', title: '', abstract: '' },
      { id: 'c', title: 'Pruning', abstract: '' },
    ];
    const snapshot = await buildSnapshot(indexed(odd), letterEmbedder());
    const [hit] = await new HybridRetriever(snapshot, readerOf(odd)).search('pruning');
    expect(hit!.paper.id).toBe('c');
  });
});

describe('a snapshot with a sentence encoder', () => {
  /** An encoder that counts letters too, and remembers what it read. */
  const withEncoder = (id = 'reader') => {
    const letters = letterEmbedder();
    const read: string[] = [];
    const sentences: SentenceEncoder = {
      id,
      dimensions: 26,
      encode: async (text) => {
        read.push(text);
        return Float32Array.from(await letters.embedQuery(text));
      },
    };
    return { embedder: { ...letterEmbedder(), sentences }, read };
  };

  it('answers alike after it was saved and opened, without reading a paper again', async () => {
    const { embedder, read } = withEncoder();
    const built = await buildSnapshot(indexed(papers), embedder);
    await saveSnapshot(dir, built);
    expect(read).toHaveLength(papers.length);
    const opened = await openSnapshot(dir, embedder);
    expect(await results(opened)).toEqual(await results(built));
    expect(read.filter((text) => papers.some(({ title }) => text.startsWith(title)))).toHaveLength(
      papers.length,
    );
  });

  it('reads again only what changed', async () => {
    const { embedder, read } = withEncoder();
    const previous = await buildSnapshot(indexed(papers), embedder);
    read.length = 0;
    const changed = papers.map((paper, i) => (i === 3 ? { ...paper, abstract: 'New.' } : paper));
    const next = await buildSnapshot(indexed(changed.slice(1)), embedder, { previous });
    expect(read).toEqual([`${papers[3]!.title}\nNew.`]);
    const kept = [next.catalog.find('p5'), previous.catalog.find('p5')];
    expect(next.encoded!.vector(kept[0]!)).toEqual(previous.encoded!.vector(kept[1]!));
  });

  it('reads no paper of a corpus that would take it hours', async () => {
    const { embedder, read } = withEncoder();
    const snapshot = await buildSnapshot(indexed(papers), embedder, { size: 100_000 });
    expect([snapshot.encoded, read]).toEqual([undefined, []]);
  });

  it('is built again where the encoder is another, or there was or is none', async () => {
    const { embedder } = withEncoder();
    await saveSnapshot(dir, await buildSnapshot(indexed(papers), embedder));
    await expect(openSnapshot(dir, withEncoder('other').embedder)).rejects.toThrow(/reader.*other/);
    await expect(openSnapshot(dir, letterEmbedder())).rejects.toThrow(/with reader.*none/);
    await saveSnapshot(dir, await buildSnapshot(indexed(papers), letterEmbedder()));
    await expect(openSnapshot(dir, embedder)).rejects.toThrow(/without a sentence encoder.*reader/);
  });
});

describe('a snapshot cannot be opened', () => {
  const save = async () => {
    await saveSnapshot(dir, await buildSnapshot(indexed(papers), letterEmbedder()));
  };
  const opening = () => openSnapshot(dir, letterEmbedder());

  it('where there is none', async () => {
    await expect(opening()).rejects.toThrow(IndexUnusableError);
  });

  it('with another embedder', async () => {
    await save();
    await expect(openSnapshot(dir, letterEmbedder('other'))).rejects.toThrow(/other is configured/);
  });

  it.each(['.catalog', '.lexical', '.names', '.moments', '.lsa', '.json'])(
    'when its %s file is damaged',
    async (ending) => {
      await save();
      for (const name of readdirSync(dir).filter((file) => file.endsWith(ending))) {
        const bytes = readFileSync(path.join(dir, name));
        bytes[Math.floor(bytes.length / 2)]! ^= 0xff;
        writeFileSync(path.join(dir, name), bytes);
      }
      await expect(opening()).rejects.toThrow(IndexUnusableError);
    },
  );

  it('when its vectors are gone', async () => {
    await save();
    const vectors = readdirSync(dir).find((name) => name.startsWith('vectors-'))!;
    rmSync(path.join(dir, vectors), { recursive: true });
    await expect(opening()).rejects.toThrow(IndexUnusableError);
  });
});
