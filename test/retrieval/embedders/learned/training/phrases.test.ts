import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readPapers } from '../../../../../src/retrieval/embedders/learned/training/dataset.ts';
import { buildVocabulary } from '../../../../../src/retrieval/embedders/learned/training/vocabulary-builder.ts';

const dir = mkdtempSync(path.join(os.tmpdir(), 'phrases-'));
afterAll(() => rmSync(dir, { recursive: true }));

/** "gradient descent" 80 times; "descent converges" 80 times; "slow walk" 20 times; "rain", "meadows" and "walk" often, parted. */
const PAPERS = [
  ...Array.from({ length: 80 }, () => 'Gradient descent converges.'),
  ...Array.from({ length: 20 }, () => 'A slow walk in the rain.'),
  ...Array.from({ length: 80 }, () => 'Rain falls on the meadows. Walk through the meadows again.'),
];

let found: string[];
beforeAll(async () => {
  const file = path.join(dir, 'papers.jsonl.gz');
  const lines = PAPERS.map((abstract) => JSON.stringify({ title: 'On this', abstract }));
  writeFileSync(file, gzipSync(lines.join('\n')));
  const papers = await readPapers([file], () => {});
  const settings = { size: 100, minimumPapers: 1, ngrams: 0, phrases: 10 };
  const { stems, phrases } = buildVocabulary(papers, settings);
  found = phrases.map(([first, second]) => `${stems[first]} ${stems[second]}`);
});

it('finds the pairs of words that stand side by side often', () => {
  expect(found).toContain('gradient descent');
  expect(found).toContain('descent converg');
  expect(found).not.toContain('slow walk');
});

it('finds none across a stop word or the end of a sentence', () => {
  expect(found.filter((phrase) => phrase.includes('rain'))).toEqual(['rain fall']);
  expect(found.filter((phrase) => phrase.includes('meadow'))).toEqual([]);
});
