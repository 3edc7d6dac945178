import { describe, expect, it } from 'vitest';
import { Random } from '../../../../../src/random.ts';
import { PaperOrder } from '../../../../../src/retrieval/embedders/learned/training/paper-order.ts';

/** Each paper's neighbours are the two after it; the last has none. */
function ringOf(papers: number): Int32Array {
  const neighbours = new Int32Array(papers * 2).fill(-1);
  for (let paper = 0; paper + 1 < papers; paper++) {
    neighbours[2 * paper] = paper + 1;
    neighbours[2 * paper + 1] = (paper + 2) % papers;
  }
  return neighbours;
}

describe('the order of papers in training', () => {
  it('brings a paper together with its neighbours, each paper once a step', () => {
    const order = new PaperOrder(100, ringOf(100), { found: 2, taken: 2 });
    const random = new Random(1);
    for (let step = 0; step < 50; step++) {
      const papers = [...order.next(30, random)];
      expect(new Set(papers).size).toBe(30);
      const seed = papers[0]!;
      if (seed < 98) expect(papers.slice(1, 3)).toEqual([seed + 1, seed + 2]);
    }
  });

  it('passes over all papers before it begins again', () => {
    const order = new PaperOrder(60, new Int32Array(60).fill(-1), { found: 1, taken: 1 });
    const random = new Random(2);
    const seen = [...order.next(20, random), ...order.next(20, random), ...order.next(20, random)];
    expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, i) => i));
  });

  it('gives all there are when more are asked for', () => {
    const order = new PaperOrder(5, new Int32Array(5).fill(-1), { found: 1, taken: 1 });
    expect([...order.next(8, new Random(3))].sort()).toEqual([0, 1, 2, 3, 4]);
  });
});
