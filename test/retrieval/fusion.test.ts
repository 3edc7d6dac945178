import { describe, expect, it } from 'vitest';
import { type FusionInput, fuse, SMALL_CORPUS } from '../../src/retrieval/fusion.ts';

/** Two documents that the words fit alike and the meaning likewise; the rest of the corpus fits neither. */
function input(lengths: number[], names: FusionInput['names'] = new Map()): FusionInput {
  const scores = Float32Array.from({ length: 20 }, (_, i) => (i < 2 ? 3 : 0));
  const spread = { mean: 0.1, deviation: 0.1 };
  return {
    lexical: { scores, attainable: 6, top: [0, 1].map((document) => ({ document, score: 3 })) },
    dense: { scores: new Map([0, 1].map((document) => [document, 0.6])), floor: 0.1, spread },
    lengths: Float32Array.from({ length: 20 }, (_, i) => lengths[i] ?? 100),
    names,
  };
}

describe('the fusion of words and meaning', () => {
  it('trusts the meaning of an abstract more than that of a title alone', () => {
    const [first, second] = fuse(input([9, 150]), SMALL_CORPUS);
    expect([first?.document, second?.document]).toEqual([1, 0]);
    expect(second!.fused).toBeLessThan(first!.fused);
  });

  it('makes no difference between long texts', () => {
    const [first, second] = fuse(input([90, 300]), SMALL_CORPUS);
    expect(first?.fused).toBeCloseTo(second!.fused, 6);
  });

  it('puts a paper whose name is the whole query first', () => {
    const found = fuse(input([90, 90], new Map([[7, { strength: 1, share: 1 }]])), SMALL_CORPUS);
    expect(found[0]?.document).toBe(7);
    expect(found[1]?.fused).toBeLessThanOrEqual(1);
  });
});
