import { expect, it } from 'vitest';
import { positiveDegree } from '../../src/retrieval/comparatives.ts';
import { stem } from '../../src/retrieval/stem.ts';

it.each([
  ['faster', 'fast'],
  ['slowest', 'slow'],
  ['larger', 'large'],
  ['easier', 'easy'],
  ['noisiest', 'noisy'],
  ['bigger', 'big'],
  ['thinnest', 'thin'],
  ['fewer', 'few'],
])('%s is found as %s', (form, adjective) => {
  expect(positiveDegree(form)).toBe(adjective);
  expect(stem(form)).toBe(stem(adjective));
});

it.each(['lower', 'nearest', 'smoother', 'later', 'transformer', 'number', 'test', 'layer'])(
  '%s stays as it is',
  (word) => {
    expect(positiveDegree(word)).toBe(word);
  },
);
