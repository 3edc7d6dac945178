import { expect, it } from 'vitest';
import { isCommonWord, rarityInEnglish } from '../../src/retrieval/common-words.ts';
import { stem } from '../../src/retrieval/stem.ts';

it('words of science are rarer in English than those of everyday life', () => {
  const words = ['people', 'kitchen', 'gradient', 'eigenvalue'].map((word) =>
    rarityInEnglish(stem(word)),
  );
  expect(words).toEqual([...words].sort((a, b) => a - b));
});

it('words beyond the common ones are rarer than any of them', () => {
  expect(isCommonWord(stem('quantization'))).toBe(false);
  expect(rarityInEnglish('quantiz')).toBeGreaterThan(rarityInEnglish(stem('eigenvalue')));
});
