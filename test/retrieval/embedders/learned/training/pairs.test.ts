import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Random } from '../../../../../src/random.ts';
import {
  readPapers,
  type TokenisedPapers,
} from '../../../../../src/retrieval/embedders/learned/training/dataset.ts';
import {
  PairSampler,
  RowList,
} from '../../../../../src/retrieval/embedders/learned/training/pairs.ts';
import type { PairShares } from '../../../../../src/retrieval/embedders/learned/training/recipe.ts';
import {
  buildVocabulary,
  type TrainingVocabulary,
} from '../../../../../src/retrieval/embedders/learned/training/vocabulary-builder.ts';

const dir = mkdtempSync(path.join(os.tmpdir(), 'pairs-'));
afterAll(() => rmSync(dir, { recursive: true }));

const TITLE = 'Alpha beta gamma delta epsilon zeta';
const SENTENCES = [
  'Lion tiger puma ocelot lynx.',
  'Granite basalt marble slate chalk.',
  'Violin cello harp flute oboe (harp flute oboe, HFO).',
];
const NONE: PairShares = { titles: 0, keywords: 0, neighbours: 0, acronyms: 0 };

let papers: TokenisedPapers;
let vocabulary: TrainingVocabulary;
beforeAll(async () => {
  const file = path.join(dir, 'papers.jsonl.gz');
  const paper = JSON.stringify({ title: TITLE, abstract: SENTENCES.join(' ') });
  // "Alpha" and "beta" are the frequent words of the title.
  const other = JSON.stringify({ title: 'Alpha beta', abstract: 'Nothing.' });
  writeFileSync(file, gzipSync([paper, paper, paper, other].join('\n')));
  papers = await readPapers([file], () => {});
  vocabulary = buildVocabulary(papers, { size: 100, minimumPapers: 1, ngrams: 50, phrases: 0 });
});

/** What asks for what, as stems or n-grams, in some draws of the first paper. */
function drawn(
  shares: PairShares,
  { words = vocabulary, spelled = 0 } = {},
): { query: string[]; document: string[] }[] {
  const sampler = new PairSampler(papers, words, { spelled, pairs: shares });
  const names = [
    ...words.stems,
    ...words.ngrams,
    ...words.phrases.map(([a, b]) => `${words.stems[a]} ${words.stems[b]}`),
  ];
  const random = new Random(3);
  const namesOf = (list: RowList) => [...list.rows.subarray(0, list.length)].map((r) => names[r]!);
  return Array.from({ length: 40 }, () => {
    const query = new RowList();
    const document = new RowList();
    expect(sampler.draw(0, random, query, document)).toBe(true);
    return { query: namesOf(query), document: namesOf(document) };
  });
}

const title = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta'];
const first = ['lion', 'tiger', 'puma', 'ocelot', 'lynx'];
const second = ['granit', 'basalt', 'marbl', 'slate', 'chalk'];

it('lets a title ask for its abstract', () => {
  for (const { query, document } of drawn({ ...NONE, titles: 1 })) {
    expect(query).toEqual(title);
    expect(document).toEqual(expect.arrayContaining([...first, ...second]));
    expect(document).not.toContain('gamma');
  }
});

it('lets two to four of the rarest words of a title ask for its abstract', () => {
  const pairs = drawn({ ...NONE, keywords: 1 });
  for (const { query, document } of pairs) {
    expect(['gamma', 'delta', 'epsilon', 'zeta']).toEqual(expect.arrayContaining(query));
    expect(document).toEqual(expect.arrayContaining([...first, ...second]));
    expect(document).not.toContain('gamma');
  }
  expect(new Set(pairs.map(({ query }) => query.length))).toEqual(new Set([2, 3, 4]));
});

it('lets a sentence ask for the next one', () => {
  const pairs = drawn({ ...NONE, neighbours: 1 });
  for (const { query, document } of pairs) {
    if (query.includes('lion')) expect([query, document]).toEqual([first, second]);
    else expect([query, document.slice(0, 2)]).toEqual([second, ['violin', 'cello']]);
  }
  expect(new Set(pairs.map(({ query }) => query[0]))).toEqual(new Set(['lion', 'granit']));
});

it('lets a sentence ask for the title and all other sentences', () => {
  const pairs = drawn(NONE);
  for (const { query, document } of pairs) {
    expect(document).toEqual(expect.arrayContaining(title));
    expect(document.some((word) => query.includes(word))).toBe(false);
  }
  expect(new Set(pairs.map(({ query }) => query[0]))).toEqual(
    new Set(['lion', 'granit', 'violin']),
  );
});

it('lets an acronym ask for its long form', () => {
  for (const { query, document } of drawn({ ...NONE, acronyms: 1 })) {
    expect([query, document]).toEqual([['hfo'], ['harp', 'flute', 'obo']]);
  }
});

it('adds the phrases of a text to its words', () => {
  const at = (word: string) => vocabulary.stems.indexOf(word);
  const words = { ...vocabulary, phrases: [[at('tiger'), at('puma')]] as const };
  const pairs = drawn({ ...NONE, neighbours: 1 }, { words });
  const { query } = pairs.find((pair) => pair.query.includes('lion'))!;
  expect(query).toEqual(['lion', 'tiger', 'tiger puma', 'puma', 'ocelot', 'lynx']);
});

it('spells the share of words it is told to', () => {
  const { query } = drawn({ ...NONE, titles: 1 }, { spelled: 1 })[0]!;
  expect(query.length).toBeGreaterThan(0);
  expect(query.every((part) => part.startsWith('#'))).toBe(true);
});
