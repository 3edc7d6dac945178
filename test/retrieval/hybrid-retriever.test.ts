import { beforeAll, describe, expect, it } from 'vitest';
import type { Paper } from '../../src/corpus/paper.ts';
import { InputError, NotFoundError } from '../../src/errors.ts';
import { createEmbedder } from '../../src/retrieval/embedders/factory.ts';
import { HybridRetriever } from '../../src/retrieval/hybrid-retriever.ts';
import { buildSnapshot } from '../../src/retrieval/snapshot.ts';
import { indexed, readerOf, shippedPapers } from './papers.ts';

async function retrieverOf(papers: Paper[]): Promise<HybridRetriever> {
  const snapshot = await buildSnapshot(indexed(papers), await createEmbedder());
  return new HybridRetriever(snapshot, readerOf(papers));
}

let papers: Paper[];
let retriever: HybridRetriever;

beforeAll(async () => {
  papers = shippedPapers();
  retriever = await retrieverOf(papers);
});

const firstTitle = async (query: string) => (await retriever.search(query))[0]?.paper.title ?? '';

describe('searching the shipped papers', () => {
  it.each([
    ['words of the title', 'attention sinks streaming language models', 'Attention Sinks'],
    [
      'a paraphrase',
      'training LLMs across far-apart data centres with little communication',
      'DiLoCo',
    ],
    ['what it does', 'reinforcement learning without replay buffers', 'Streaming Deep Reinf'],
    ['its acronym', 'DADAO', 'DADAO'],
    ['a name from its abstract', 'which paper introduces PISA?', 'ACT-R'],
    ['a name in ordinary words', 'the Lion optimizer paper', 'Symbolic Discovery'],
    ['a misspelled name', 'stremingllm', 'Attention Sinks'],
    ['a name in two words', 'duo attention', 'DuoAttention'],
    ['misspelled words', 'specualtive decodng with optimal transprot', 'SpecTr'],
    [
      'a question with a figure',
      "Give the speed of QUEEN's rendering in frames per second",
      'QUEEN',
    ],
  ])('finds a paper by %s', async (_, query, title) => {
    expect(await firstTitle(query)).toContain(title);
  });

  it('gives scores in [0, 1] that fall, and every paper once', async () => {
    for (const query of ['video diffusion', 'GPU kernels for attention', 'passport renewal']) {
      const hits = await retriever.search(query, { k: 20 });
      const scores = hits.map((hit) => hit.score);
      expect(scores).toEqual([...scores].sort((a, b) => b - a));
      for (const score of scores) {
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
      }
      expect(new Set(hits.map((hit) => hit.paper.id)).size).toBe(hits.length);
    }
  });

  it('scores what the corpus knows above what it does not', async () => {
    const [known] = await retriever.search('How do attention sinks help streaming?');
    const [unknown] = await retriever.search('What is the capital of Australia?');
    expect(known!.score).toBeGreaterThan(0.5);
    expect(unknown?.score ?? 0).toBeLessThan(0.3);
  });

  it('finds the same evidence for a misspelled question and covers it as well', async () => {
    const [right, wrong] = ['straggler mitigation in gradients', 'stragler mitigaton in gradeints'];
    const hits = await retriever.search(right!, { k: 3 });
    const found = hits.map(({ paper }) => paper);
    expect(retriever.evidence(wrong!, found)).toEqual(retriever.evidence(right!, found));
    expect(retriever.coverage(wrong!, hits)).toEqual(retriever.coverage(right!, hits));
  });

  it('gives as many papers as asked for', async () => {
    expect(await retriever.search('language models', { k: 3 })).toHaveLength(3);
    await expect(retriever.search('language models', { k: 0 })).rejects.toThrow(InputError);
    await expect(retriever.search('language models', { k: 1.5 })).rejects.toThrow(InputError);
  });

  it('keeps to a filter', async () => {
    const hits = await retriever.search('attention', {
      k: 30,
      filter: { from: '2024', to: '2024' },
    });
    expect(hits.length).toBeGreaterThan(3);
    for (const hit of hits) expect(hit.paper.publishedAt).toMatch(/^2024/);
    const ids = papers.slice(0, 2).map((paper) => paper.id);
    const two = await retriever.search('attention', { filter: { ids } });
    expect(two.map((hit) => hit.paper.id).every((id) => ids.includes(id))).toBe(true);
    expect(await retriever.search('attention', { filter: { ids: [] } })).toEqual([]);
  });

  it('gives the same answer to searches at the same time as to one after the other', async () => {
    const queries = ['video diffusion', 'mixture of experts', 'spiking networks', 'PISA'];
    const ids = async (query: string) => (await retriever.search(query)).map((hit) => hit.paper.id);
    const together = await Promise.all(queries.map(ids));
    for (const [i, query] of queries.entries()) expect(await ids(query)).toEqual(together[i]);
  });

  it.each(['', '   ', '?!…', '\u0000\u0001'])('refuses %j, which asks nothing', async (query) => {
    await expect(retriever.search(query)).rejects.toThrow(InputError);
  });

  it('takes 100 kB of text and binary data', async () => {
    const long = 'attention sinks in streaming language models '.repeat(2300);
    expect((await retriever.search(long))[0]!.paper.title).toContain('Attention Sinks');
    const binary = Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256));
    await expect(retriever.search(binary.toString('latin1'))).resolves.toBeInstanceOf(Array);
    await expect(retriever.search(`\ud800${'😀'.repeat(999)} x`)).resolves.toBeInstanceOf(Array);
  });
});

describe('papers like one', () => {
  it('are near in meaning and not the paper itself', async () => {
    const streaming = papers.find((paper) => paper.title.startsWith('StreamingT2V'))!;
    const hits = await retriever.similar(streaming.id, { k: 5 });
    expect(hits).toHaveLength(5);
    expect(hits.map((hit) => hit.paper.id)).not.toContain(streaming.id);
    expect(hits.slice(0, 3).some((hit) => /video|diffusion/i.test(hit.paper.title))).toBe(true);
  });

  it('of an unknown id are an error', async () => {
    await expect(retriever.similar('9999.99999')).rejects.toThrow(NotFoundError);
  });
});

describe('near-duplicates', () => {
  it('are folded into the best of them', async () => {
    const [paper] = papers;
    const copy = { ...paper!, id: 'copy', abstract: `${paper!.abstract} Accepted at a workshop.` };
    const doubled = await retrieverOf([...papers.slice(0, 20), copy]);
    const hits = await doubled.search(paper!.title, { k: 20 });
    const folded = hits.filter((hit) => [paper!.id, 'copy'].includes(hit.paper.id));
    expect(folded).toHaveLength(1);
    expect([folded[0]!.paper.id, ...folded[0]!.duplicates].sort()).toEqual(
      [paper!.id, 'copy'].sort(),
    );
  });
});

describe('an empty corpus', () => {
  it('finds nothing and does not fail', async () => {
    const empty = await retrieverOf([]);
    expect(empty.size).toBe(0);
    expect(await empty.search('attention')).toEqual([]);
    expect(empty.lookup('attention')).toEqual([]);
    expect(empty.coverage('attention', []).terms).toBe(0);
    expect(await empty.paper('2407.05483')).toBeUndefined();
  });
});

describe('looking up a paper', () => {
  it.each([
    ['its id', '2407.05483', 'Just read twice', 'id'],
    ['its id with a version', '2407.05483v2', 'Just read twice', 'id'],
    ['its link', 'https://arxiv.org/abs/2407.05483', 'Just read twice', 'id'],
    ['its title', 'metaformer is actually what you need for vision', 'MetaFormer', 'exact'],
    ['its acronym', 'dadao', 'DADAO', 'acronym'],
    ['a name its abstract introduces', 'RCFG', 'StreamDiffusion', 'acronym'],
    ['the beginning of its name', 'LMUFor', 'LMUFormer', 'prefix'],
    ['a typo', 'flashatention', 'FlashAttention', 'typo'],
    ['a typo in two words', 'duo atention', 'DuoAttention', 'typo'],
    ['a name that it alone mentions', 'PrFlashAttention', 'The Nature of Math', 'acronym'],
    ['natural wording', 'the paper about PISA', 'ACT-R', 'acronym'],
    ['natural wording and an ordinary word', 'the Lion optimizer paper', 'Symbolic', 'acronym'],
    ['a name among other words', 'LMUFormer GitHub link', 'LMUFormer', 'acronym'],
    ['words of its title', 'attention sinks', 'Attention Sinks', 'partial'],
  ])('by %s', (_, query, title, kind) => {
    const [match] = retriever.lookup(query);
    expect(match).toMatchObject({ title: expect.stringContaining(title), kind });
  });

  it('does not take a common word for a name', () => {
    for (const word of ['model', 'the', 'learning', 'passport']) {
      const best = retriever.lookup(word)[0];
      expect(best && ['acronym', 'typo'].includes(best.kind)).toBeFalsy();
    }
  });

  it('does not take another version number for a typo', () => {
    const typos = retriever.lookup('FlashAttention-7').filter((match) => match.kind === 'typo');
    expect(typos).toEqual([]);
  });

  it('gives the whole paper, a version forgiven', async () => {
    expect((await retriever.paper(' arXiv:2407.05483v3 '))?.title).toMatch(/^Just read twice/);
    expect(await retriever.paper('no such id')).toBeUndefined();
  });
});

describe('evidence', () => {
  const best = async (question: string) => {
    const hits = await retriever.search(question, { k: 3 });
    return retriever.evidence(
      question,
      hits.map((hit) => hit.paper),
    );
  };

  it('is a slice of its abstract and comes best first', async () => {
    const found = await best('How do attention sinks help streaming?');
    for (const { paper, start, end, text } of found) {
      expect(paper.abstract.slice(start, end)).toBe(text);
    }
    const scores = found.map((evidence) => evidence.score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(Math.max(...scores)).toBeLessThanOrEqual(1);
  });

  it('has the figure that is asked for', async () => {
    const [first] = await best('How much faster is quantization search with Quantune?');
    expect(first!.text).toContain('36.5');
  });

  it('of a foreign question is weak', async () => {
    const strong = (await best('How do attention sinks help streaming?'))[0]!.score;
    const weak = (await best('What is the capital of Australia?'))[0]?.score ?? 0;
    expect(weak).toBeLessThan(strong / 2);
  });
});

describe('coverage', () => {
  const covered = async (question: string) =>
    retriever.coverage(question, await retriever.search(question));

  it('is high for what the corpus can answer and low for what it cannot', async () => {
    const known = await covered('How do attention sinks help streaming?');
    for (const question of ['What is the capital of Australia?', 'How do I renew a passport?']) {
      const foreign = await covered(question);
      for (const share of ['terms', 'sentenceTerms', 'close', 'meaning'] as const)
        expect(foreign[share], share).toBeLessThan(known[share] / 2);
    }
  });

  it('tells how technical what is missing is, and not of everyday words', async () => {
    const missing = async (question: string) => (await covered(question)).missing;
    expect(await missing('homomorphic encryption for neural networks')).toBeGreaterThan(0.5);
    expect(await missing('Why do I need a hammer, somewhere?')).toBeLessThan(0.2);
    expect((await covered('surface codes for quantum error correction')).foreign).toBeGreaterThan(
      (await covered('choosing songs that people play again')).foreign,
    );
  });

  it('counts words near in meaning', async () => {
    const { close, terms } = await covered('transcription while others talk');
    expect(close).toBeGreaterThan(terms);
  });

  it('knows a name that stands in one abstract alone', async () => {
    expect((await covered('Which tasks does OptoPrime solve?')).ownName).toBe(1);
    expect((await covered('How are LLMs served?')).ownName).toBe(0);
  });

  it('tells how much stands in no paper and how common the words are in general English', async () => {
    const known = await covered('How do attention sinks help streaming?');
    const foreign = await covered('How do I renew a passport?');
    expect(known.unknown).toBe(0);
    expect(foreign.unknown).toBeGreaterThan(0.5);
    expect(foreign.field).toBeLessThan(known.field);
  });

  it('knows whether a name in the question is carried by a paper', async () => {
    expect((await covered('What does DADAO do?')).name).toBeGreaterThan(0.5);
    expect((await covered('What does QWERTZNET do?')).name).toBe(0);
  });
});
