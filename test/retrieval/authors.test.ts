import { describe, expect, it } from 'vitest';
import type { Paper } from '../../src/corpus/paper.ts';
import { createEmbedder } from '../../src/retrieval/embedders/factory.ts';
import { HybridRetriever } from '../../src/retrieval/hybrid-retriever.ts';
import { buildSnapshot } from '../../src/retrieval/snapshot.ts';
import { indexed, readerOf } from './papers.ts';

const papers: Paper[] = [
  {
    id: 'a',
    title: 'Sinks for streams',
    abstract: 'Language models attend to sinks. Models like PaLM do it for long texts.',
    authors: ['Guangxuan Xiao', 'Song Han', 'Joshua B. Tenenbaum'],
    publishedAt: '2023-09-29',
  },
  {
    id: 'b',
    title: 'Retrieval heads and streaming heads',
    abstract: 'Some heads of a language model read all of a long text.',
    authors: ['Guangxuan Xiao', 'Josh Alman', 'Song Han'],
    publishedAt: '2024-10-14',
  },
  {
    id: 'c',
    title: 'Attention in near-linear time',
    abstract: 'We compute attention of bounded entries in near-linear time.',
    authors: [
      'Josh Alman',
      'Zhao Song',
      'Bernhard Schölkopf',
      'Kaiming He for the Big Collaboration',
    ],
    publishedAt: '2023-10-06',
  },
  {
    id: 'd',
    title: 'On a bound of Josh Alman',
    abstract: 'We model planes by blocks. Nobody wrote this.',
    authors: ['Ada Model', 'Vera Vora'],
  },
];

const snapshot = await buildSnapshot(indexed(papers), await createEmbedder());
const retriever = new HybridRetriever(snapshot, readerOf(papers));
const found = async (query: string) =>
  (await retriever.search(query)).map(({ paper }) => paper.id).sort();

describe('authors that a text names', () => {
  it.each([
    ['papers by Song Han', ['Song Han'], 'papers'],
    ['which papers has Song Han co-authored?', ['Song Han'], 'which papers has co-authored?'],
    ['Joshua Tenenbaum sinks', ['Joshua Tenenbaum'], 'sinks'],
    ['Joshua B. Tenenbaum on sinks', ['Joshua B. Tenenbaum'], 'on sinks'],
    ['paper by Josh Alman and Zhao Song', ['Josh Alman', 'Zhao Song'], 'paper'],
    ['Tenenbaum', ['Tenenbaum'], ''],
    ["Tenenbaum's work", ['Tenenbaum'], 'work'],
    ['Xiao et al., sinks', ['Xiao'], ', sinks'],
    ['papers by Han', ['Han'], 'papers'],
    ['that paper by Xiao and Song', ['Xiao', 'Song'], 'that paper'],
    ['papers by Josh Alman on attention', ['Josh Alman'], 'papers on attention'],
    ['Josh Alman', ['Josh Alman'], ''],
    ['Vora', ['Vora'], ''],
    ['Kaiming He on attention', ['Kaiming He'], 'on attention'],
    ['bernhard scholkopf', ['bernhard scholkopf'], ''],
  ])('are read from "%s"', (text, names, rest) => {
    expect(retriever.authorsIn(text)).toEqual({ names, rest });
  });

  it.each([
    'a song by han',
    'A bound for the big picture For The Big Collaboration',
    'what does he say of kaiming',
    'On a bound of Josh Alman',
    'Planes by Model Blocks',
    'Better Than Planes',
    'How does VoRA work?',
    'How do attention sinks work?',
    'papers by Jane Doe',
    'Xiao Bernhard',
    'Song. Han',
    'PaLM',
    'Song',
    '',
  ])('are none in "%s"', (text) => {
    expect(retriever.authorsIn(text)).toEqual({ names: [], rest: text });
  });

  it('are none in a long text, which names whom it builds on', () => {
    const text = `Song Han. ${'We study sinks for streams. '.repeat(20)}`;
    expect(retriever.authorsIn(text)).toEqual({ names: [], rest: text });
  });
});

describe('searching by authors', () => {
  it('gives their papers, the newest first where no topic is named', async () => {
    const hits = await retriever.search('papers by Guangxuan Xiao');
    expect(hits.map(({ paper }) => paper.id)).toEqual(['b', 'a']);
  });

  it('finds among their papers by topic', async () => {
    const hits = await retriever.search('Guangxuan Xiao on sinks for streams');
    expect(hits[0]!.paper.id).toBe('a');
    expect(hits.every(({ paper }) => paper.authors?.includes('Guangxuan Xiao'))).toBe(true);
  });

  it('gives what two wrote together, else what either wrote', async () => {
    expect(await found('paper by Josh Alman and Zhao Song')).toEqual(['c']);
    expect(await found('Joshua Tenenbaum, Zhao Song')).toEqual(['a', 'c']);
  });

  it('keeps to the other parts of a filter', async () => {
    const hits = await retriever.search('papers by Song Han', { filter: { from: '2024' } });
    expect(hits.map(({ paper }) => paper.id)).toEqual(['b']);
  });

  it('gives the newest papers for a filter alone', async () => {
    const hits = await retriever.search('papers', { filter: { to: '2023' } });
    expect(hits.map(({ paper }) => paper.id)).toEqual(['c', 'a']);
  });
});
