import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TermTable } from '../../src/retrieval/lexical-index-terms.ts';
import {
  buildGrams,
  editDistance,
  findFuzzy,
  toleratedEdits,
} from '../../src/retrieval/name-index-fuzzy.ts';

describe('the edit distance', () => {
  it.each([
    ['flashattention', 'flashatention', 1],
    ['lion', 'loin', 1],
    ['mamba', 'mamba', 0],
    ['pisa', 'pizza', 2],
    ['', 'ab', 2],
  ])('of %s and %s is %i', (a, b, distance) => {
    expect(editDistance(a, b, 5)).toBe(distance);
  });

  it('stops at what is tolerated', () => {
    expect(editDistance('abcdefgh', 'zyxwvuts', 2)).toBe(3);
  });
});

const key = fc.string({
  unit: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  minLength: 4,
  maxLength: 14,
});

describe('looking up with typos', () => {
  it('finds every key within the tolerated distance', () => {
    fc.assert(
      fc.property(fc.uniqueArray(key, { minLength: 1, maxLength: 30 }), key, (keys, word) => {
        const found = findFuzzy(word, TermTable.of(keys), buildGrams(keys));
        const expected = keys.filter(
          (k) => editDistance(word, k, 9) <= toleratedEdits(word.length),
        );
        expect(found.map((match) => keys[match.key]).sort()).toEqual(expected.sort());
      }),
      { numRuns: 300 },
    );
  });

  it('gives the nearest first', () => {
    const keys = ['streamingllms', 'streamingllm', 'streaminglm'];
    const found = findFuzzy('streamingllm', TermTable.of(keys), buildGrams(keys));
    expect(found.map((match) => keys[match.key])[0]).toBe('streamingllm');
  });
});
