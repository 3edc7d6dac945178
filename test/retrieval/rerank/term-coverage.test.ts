import { describe, expect, it } from 'vitest';
import { queryTerms } from '../../../src/retrieval/analyzer.ts';
import { LexicalIndexBuilder } from '../../../src/retrieval/lexical-index-builder.ts';
import {
  COVERAGE_WEIGHT,
  rerankByCoverage,
  termCoverage,
} from '../../../src/retrieval/rerank/term-coverage.ts';
import { fusedHit as hit } from '../fused-hit.ts';

const TEXTS = [
  'sparse sparse sparse retrieval',
  'sparse attention for long contexts',
  'protein folding',
  'retrieval with sparse attention',
];

function indexOf(texts: readonly string[]) {
  const builder = new LexicalIndexBuilder();
  for (const text of texts) builder.add('', text);
  return builder.build();
}

describe('the share of a query that documents cover', () => {
  const lexical = indexOf(TEXTS);
  const query = queryTerms('sparse attention retrieval');

  it('is 1 with all words and 0 with none', () => {
    const [, , none, all] = termCoverage(lexical, query, [0, 1, 2, 3]);
    expect(none).toBe(0);
    expect(all).toBeCloseTo(1, 5);
  });

  it('does not grow when a word is repeated', () => {
    const repeated = indexOf(['sparse sparse sparse', 'sparse', 'dense']);
    const [often, once] = termCoverage(repeated, queryTerms('sparse dense'), [0, 1]);
    expect(often).toBe(once);
  });

  it('weighs a rare word more than a common one', () => {
    const uneven = indexOf(['common rare', 'common', 'common', 'rare']);
    const [, common, , rare] = termCoverage(uneven, queryTerms('common rare'), [0, 1, 2, 3]);
    expect(rare).toBeGreaterThan(common as number);
  });

  it('leaves out words that no document has, and is 0 where none is left', () => {
    const [all] = termCoverage(lexical, queryTerms('sparse attention retrieval zyxwv'), [3]);
    expect(all).toBeCloseTo(1, 5);
    expect([...termCoverage(lexical, queryTerms('zyxwv'), [0, 3])]).toEqual([0, 0]);
  });

  it('agrees with looking into each document', () => {
    const words = ['alpha', 'beta', 'gamma', 'delta', 'epsilon'];
    const texts = Array.from({ length: 64 }, (_, i) =>
      ['filler', ...words.filter((_, bit) => (i >> bit) & 1)].join(' '),
    );
    const index = indexOf(texts);
    const asked = queryTerms('alpha beta delta');
    const documents = texts.map((_, i) => i).filter((i) => i % 3 !== 1);
    const coverage = termCoverage(index, asked, documents);
    const mass = (text: string) =>
      ['alpha', 'beta', 'delta'].filter((word) => text.includes(word)).length / 3;
    // Each word stands in half of the texts: all weigh the same.
    for (const [i, document] of documents.entries()) {
      expect(coverage[i]).toBeCloseTo(mass(texts[document] as string), 5);
    }
  });

  it('lifts a document that covers the query over a near rival that repeats one word', () => {
    const order = rerankByCoverage([hit(0, 0.8), hit(3, 0.75), hit(2, 0.1)], lexical, query);
    expect(order.map(({ document }) => document)).toEqual([3, 0, 2]);
    expect(order[0]?.fused).toBeCloseTo(0.75 + COVERAGE_WEIGHT, 5);
  });

  it('cannot lift a document over one that leads by more than the weight', () => {
    const order = rerankByCoverage([hit(2, 1), hit(3, 0.5)], lexical, query);
    expect(order[0]?.document).toBe(2);
  });
});
