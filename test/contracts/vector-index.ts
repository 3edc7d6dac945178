import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import type { VectorIndex } from '../../src/retrieval/vector-index.ts';

/** A unit vector, so that scores are cosines. */
export function unit(...numbers: number[]): number[] {
  const length = Math.hypot(...numbers);
  return numbers.map((number) => number / length);
}

const DIMENSIONS = 4;

/** One of a list of changes to an index: ids from a small set, so that they meet again. */
const change = fc.record({
  kind: fc.constantFrom('add' as const, 'add' as const, 'remove' as const),
  ids: fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 12 }),
  seed: fc.array(fc.integer({ min: -50, max: 50 }), {
    minLength: DIMENSIONS,
    maxLength: DIMENSIONS,
  }),
});

/** Whole numbers are exact as 32-bit floats, so that the naive scores are equal, not near. */
const vectorOf = (id: number, seed: number[]) =>
  seed.map((number, at) => number + ((id * (at + 3)) % 17));

function naiveSearch(vectors: Map<string, number[]>, query: number[], k: number): number[] {
  return [...vectors.values()]
    .map((vector) => vector.reduce((sum, number, at) => sum + number * query[at]!, 0))
    .sort((a, b) => b - a)
    .slice(0, k);
}

/**
 * What every vector index must do. An implementation runs it in one line:
 * `describeVectorIndex('faiss', createFaissIndex)`.
 */
export function describeVectorIndex(name: string, create: (dimensions: number) => VectorIndex) {
  describe(`${name} as a vector index`, () => {
    const filled = () => {
      const index = create(2);
      index.add(['east', 'north', 'west'], [unit(1, 0), unit(0, 1), unit(-1, 0)]);
      return index;
    };

    it('finds the nearest first, with the inner product as score', () => {
      const hits = filled().search(unit(1, 1), 3);
      expect(hits.slice(0, 2).map(({ id }) => id)).toEqual(['east', 'north']);
      expect(hits[0]!.score).toBeCloseTo(Math.SQRT1_2);
      expect(hits[2]).toMatchObject({ id: 'west' });
      expect(hits[2]!.score).toBeCloseTo(-Math.SQRT1_2);
    });

    it('finds nothing in an empty index', () => {
      expect(create(2).search([1, 0], 5)).toEqual([]);
    });

    it('gives what there is when more is asked for', () => {
      expect(filled().search([1, 0], 1000)).toHaveLength(3);
    });

    it('replaces the vector of an id added again', () => {
      const index = filled();
      index.add(['east'], [unit(0, -1)]);
      expect(index.size).toBe(3);
      expect(index.search([1, 0], 1)[0]!.id).not.toBe('east');
      expect(index.search([0, -1], 1)[0]).toEqual({ id: 'east', score: 1 });
    });

    it('keeps the last vector of an id given twice at once', () => {
      const index = create(2);
      index.add(['a', 'a'], [unit(1, 0), unit(0, 1)]);
      expect(index.search([0, 1], 5)).toEqual([{ id: 'a', score: 1 }]);
    });

    it('no longer finds what was removed, down to the last', () => {
      const index = filled();
      index.remove(['north', 'unknown']);
      expect(index.has('north')).toBe(false);
      expect(index.search([0, 1], 3).map(({ id }) => id)).toEqual(['east', 'west']);
      index.remove(['east', 'west']);
      expect(index.size).toBe(0);
      expect(index.search([0, 1], 3)).toEqual([]);
    });

    it('finds k accepted ids however few pass the filter', () => {
      const index = create(2);
      const ids = Array.from({ length: 500 }, (_, i) => `p${i}`);
      index.add(
        ids,
        ids.map((_, i) => unit(Math.cos(i / 400), Math.sin(i / 400))),
      );
      const hits = index.search([1, 0], 3, (id) => Number(id.slice(1)) % 100 === 99);
      expect(hits.map(({ id }) => id)).toEqual(['p99', 'p199', 'p299']);
      expect(index.search([1, 0], 3, () => false)).toEqual([]);
    });

    it('takes typed arrays and a vector of zeros', () => {
      const index = create(2);
      index.add(['zero', 'one'], [new Float32Array(2), Float64Array.of(0, 1)]);
      expect(index.search(Float32Array.of(0, 1), 2)).toEqual([
        { id: 'one', score: 1 },
        { id: 'zero', score: 0 },
      ]);
    });

    it.each([
      ['too few numbers', [1]],
      ['too many numbers', [1, 0, 0]],
      ['a number that is not finite', [1, Number.NaN]],
      ['a number too large for 32 bits', [1e39, 0]],
    ])('refuses a vector or query with %s and stays as it was', (_, bad) => {
      const index = filled();
      expect(() => index.add(['good', 'bad'], [[1, 0], bad])).toThrow(InputError);
      expect(() => index.search(bad, 1)).toThrow(InputError);
      expect(index.has('good')).toBe(false);
      expect(index.search([1, 0], 10)).toHaveLength(3);
    });

    it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses k = %s', (k) => {
      expect(() => filled().search([1, 0], k)).toThrow(InputError);
    });

    it('refuses ids and vectors of different number', () => {
      expect(() => filled().add(['a', 'b'], [[1, 0]])).toThrow(InputError);
    });

    it('lists what it holds', () => {
      const index = filled();
      index.remove(['east']);
      index.add(['north'], [unit(0, -1)]);
      expect([...index.entries()].map(([id, vector]) => [id, [...vector]])).toEqual([
        ['west', [-1, 0]],
        ['north', [0, -1]],
      ]);
    });

    it('agrees with a naive search after any changes', () => {
      fc.assert(
        fc.property(
          fc.array(change, { maxLength: 30 }),
          fc.array(fc.integer({ min: -20, max: 20 }), {
            minLength: DIMENSIONS,
            maxLength: DIMENSIONS,
          }),
          fc.integer({ min: 1, max: 50 }),
          (changes, query, k) => {
            const index = create(DIMENSIONS);
            const naive = new Map<string, number[]>();
            for (const { kind, ids, seed } of changes) {
              const names = ids.map((id) => `p${id}`);
              const vectors = ids.map((id) => vectorOf(id, seed));
              if (kind === 'add') {
                index.add(names, vectors);
                for (const [at, id] of names.entries()) naive.set(id, vectors[at]!);
              } else {
                index.remove(names);
                for (const id of names) naive.delete(id);
              }
            }
            const hits = index.search(query, k);
            // Equal scores may come in any order of ids, so scores are compared, and each id's own.
            expect(hits.map(({ score }) => score)).toEqual(naiveSearch(naive, query, k));
            for (const { id, score } of hits) {
              expect(naiveSearch(new Map([[id, naive.get(id)!]]), query, 1)).toEqual([score]);
            }
            expect(index.size).toBe(naive.size);
          },
        ),
        { seed: 20, numRuns: 100 },
      );
    });
  });
}
