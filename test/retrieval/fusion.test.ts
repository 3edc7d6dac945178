import { describe, expect, it } from 'vitest';
import { type FusionInput, fuse, fusionWeights } from '../../src/retrieval/fusion.ts';

const weights = fusionWeights(1000, true);

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
    const [first, second] = fuse(input([9, 150]), weights);
    expect([first?.document, second?.document]).toEqual([1, 0]);
    expect(second!.fused).toBeLessThan(first!.fused);
  });

  it('makes no difference between long texts', () => {
    const [first, second] = fuse(input([90, 300]), weights);
    expect(first?.fused).toBeCloseTo(second!.fused, 6);
  });

  it('puts a paper whose name is the whole query first', () => {
    const found = fuse(input([90, 90], new Map([[7, { strength: 1, share: 1 }]])), weights);
    expect(found[0]?.document).toBe(7);
    expect(found[1]?.fused).toBeLessThanOrEqual(1);
  });
});

describe('the shares of words and meaning', () => {
  it('lean on meaning among few papers, on words among many', () => {
    const shares = [10, 100, 500, 3000, 20_000].map((papers) => fusionWeights(papers, true));
    expect(shares[0]).toEqual(shares[1]);
    expect(shares[1]!.dense).toBeGreaterThan(shares[2]!.dense);
    expect(shares[2]!.lexical).toBeLessThan(shares[3]!.lexical);
    expect(shares[4]).toEqual(shares[3]);
  });

  it('sum up to 1, without latent semantics too', () => {
    for (const { lexical, dense, lsa } of [
      fusionWeights(65, true),
      fusionWeights(700, true),
      fusionWeights(200_000, false),
    ]) {
      expect(lexical + dense + lsa).toBeCloseTo(1, 9);
    }
    expect(fusionWeights(200_000, false).lsa).toBe(0);
  });
});
