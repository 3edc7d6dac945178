import { expect, it } from 'vitest';
import { weighBySalience } from '../../src/retrieval/term-salience.ts';

const query = [
  { term: 'howev', weight: 1 },
  { term: 'transform', weight: 1 },
  { term: 'variant', weight: 0.4 },
];
/** All are equally rare in this corpus. */
const lexical = { idf: () => 2 };

it('weighs words that tell a topic more than others that are as rare', () => {
  const salience = (stem: string) => (stem === 'howev' ? 1 : 8);
  const weights = weighBySalience(query, lexical, { salience }).map(({ weight }) => weight);
  expect(weights[0]).toBeLessThan(1);
  expect(weights[1]).toBeGreaterThan(1);
  expect(weights[2]).toBeCloseTo(0.4 * weights[1]!, 9);
});

it('leaves the order of terms as it is where all tell as much as they are rare', () => {
  expect(weighBySalience(query, lexical, { salience: () => 2 })).toEqual(query);
});

it('leaves a query as it is where the embedder knows nothing of words', () => {
  expect(weighBySalience(query, lexical, undefined)).toBe(query);
});
