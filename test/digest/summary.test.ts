import { expect, it } from 'vitest';
import { tellingSentence } from '../../src/digest/summary.ts';

it('takes the sentence that names the contribution, not the one that sets the scene', () => {
  const abstract =
    'Language models are large and slow to serve. However, caches help only a little. ' +
    'In this work, we introduce PagedCache, which shares memory between requests. ' +
    'We show that it doubles throughput.';
  expect(tellingSentence(abstract)).toBe(
    'In this work, we introduce PagedCache, which shares memory between requests.',
  );
});

it('takes what was found where nothing is introduced', () => {
  const abstract =
    'Many believe that bigger is better. We find that much smaller models win on most of the tasks of this kind.';
  expect(tellingSentence(abstract)).toBe(
    'We find that much smaller models win on most of the tasks of this kind.',
  );
});

it('falls back to the first sentence that says something', () => {
  expect(
    tellingSentence('Yes. Proof assistants check what people write down in great detail.'),
  ).toBe('Proof assistants check what people write down in great detail.');
});

it('cuts a sentence that would fill the channel between words, visibly', () => {
  const summary = tellingSentence(
    `We propose ${'a very long enumeration of parts, '.repeat(30)}and so on.`,
  )!;
  expect(summary.length).toBeLessThanOrEqual(300);
  expect(summary).toMatch(/(enumeration|of|parts|a|very|long)…$/);
});

it('gives nothing for an empty abstract', () => {
  expect(tellingSentence('')).toBeUndefined();
});
