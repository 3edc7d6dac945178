import { describe, expect, it } from 'vitest';
import type { Fused } from '../../../src/retrieval/fusion.ts';
import { rerankByTopic, TOPIC_WEIGHTS } from '../../../src/retrieval/rerank/topic.ts';

const hit = (document: number, fused: number, lexical = 0): Fused => ({
  document,
  fused,
  dense: 0,
  lsa: 0,
  lexical,
  name: 0,
});

const TITLES = ['sorting networks', 'attention is enough', 'graphs', ''];
const catalog = { title: (document: number) => TITLES[document]! };
/** Knows one title. */
const embedder = {
  similarity: (query: string, titles: readonly string[]) =>
    titles.map((title) => (title === query ? 1 : 0)),
};

describe('the order by title and by the words found', () => {
  it('lifts a document whose title says what was asked over a near rival', () => {
    const order = rerankByTopic(
      [hit(0, 0.8), hit(1, 0.7)],
      'attention is enough',
      catalog,
      embedder,
    );
    expect(order.map(({ document }) => document)).toEqual([1, 0]);
    expect(order[0]?.fused).toBeCloseTo(0.7 + TOPIC_WEIGHTS.title, 5);
  });

  it('lifts a document that more of the attainable words speak for', () => {
    const order = rerankByTopic([hit(0, 0.8, 0.1), hit(1, 0.75, 0.6)], 'x', catalog, embedder);
    expect(order.map(({ document }) => document)).toEqual([1, 0]);
    expect(order[0]?.fused).toBeCloseTo(0.75 + TOPIC_WEIGHTS.lexical * 0.6, 5);
  });

  it('takes the meaning of a document that has no title for its title', () => {
    const untitled = { ...hit(3, 0.8), dense: 0.5 };
    const order = rerankByTopic([untitled, hit(0, 0.8)], 'x', catalog, embedder);
    expect(order[0]?.document).toBe(3);
    expect(order[0]?.fused).toBeCloseTo(0.8 + (TOPIC_WEIGHTS.title + TOPIC_WEIGHTS.text) * 0.5, 5);
  });

  it('asks nothing of an embedder that compares no sentences', () => {
    const found = [hit(2, 0.5), hit(0, 0.4)];
    expect(rerankByTopic(found, 'sorting networks', catalog, {})).toEqual(found);
  });
});
