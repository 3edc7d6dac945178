import { describe, expect, it } from 'vitest';
import { ndcg, quantile, recall, reciprocalRank } from '../../src/eval/retrieval-metrics.ts';

const judged = new Map([
  ['a', 2],
  ['b', 1],
  ['c', 0],
  ['d', 0.5],
]);

describe('nDCG', () => {
  it('is 1 for the ideal order and 0 without a relevant document', () => {
    expect(ndcg(['a', 'b', 'd', 'c'], judged, 10)).toBeCloseTo(1);
    expect(ndcg(['c', 'x'], judged, 10)).toBe(0);
    expect(ndcg(['a'], new Map(), 10)).toBe(0);
  });

  it('discounts linear gains by the logarithm of the rank', () => {
    const ideal = 2 + 1 / Math.log2(3) + 0.5 / 2;
    expect(ndcg(['x', 'a'], judged, 10)).toBeCloseTo(2 / Math.log2(3) / ideal);
    expect(ndcg(['x', 'a'], judged, 1)).toBe(0);
  });
});

it('recall counts documents with a grade of 1 or more', () => {
  expect(recall(['a', 'd', 'x'], judged, 3)).toBe(0.5);
  expect(recall(['d', 'x', 'a', 'b'], judged, 2)).toBe(0);
  expect(recall([], new Map(), 10)).toBe(0);
});

it('the reciprocal rank is that of the first relevant document', () => {
  expect(reciprocalRank(['x', 'd', 'b', 'a'], judged, 10)).toBeCloseTo(1 / 3);
  expect(reciprocalRank(['x', 'd', 'b'], judged, 2)).toBe(0);
});

it('quantiles are values that were measured', () => {
  expect(quantile([3, 1, 2], 0.5)).toBe(2);
  expect(quantile([3, 1, 2], 0.99)).toBe(3);
  expect(quantile([], 0.5)).toBe(0);
});
