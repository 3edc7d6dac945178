import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findAcronyms } from '../../../../../src/retrieval/embedders/learned/training/acronyms.ts';
import { readPapers } from '../../../../../src/retrieval/embedders/learned/training/dataset.ts';
import { buildVocabulary } from '../../../../../src/retrieval/embedders/learned/training/vocabulary-builder.ts';

const dir = mkdtempSync(path.join(os.tmpdir(), 'acronyms-'));
afterAll(() => rmSync(dir, { recursive: true }));

const ABSTRACT = `We study automatic speech recognition (ASR). Policies learn by reinforcement learning from human
  feedback (RLHF). A mixture of experts (MoE) saves time. Large language models (LLMs) answer. Cats run.`;

let found: string[];
beforeAll(async () => {
  const file = path.join(dir, 'papers.jsonl.gz');
  // The last sentence has an acronym that only one paper explains.
  const abstracts = [ABSTRACT, ABSTRACT, `${ABSTRACT} Greedy beam search (GBS) is tried.`];
  const lines = abstracts.map((abstract) => JSON.stringify({ title: 'A title', abstract }));
  writeFileSync(file, gzipSync(lines.join('\n')));
  const papers = await readPapers([file], () => {});
  const vocabulary = buildVocabulary(papers, {
    size: 100,
    minimumPapers: 1,
    ngrams: 0,
    phrases: 0,
  });
  found = findAcronyms(papers, vocabulary).map(({ row, longForm }) =>
    [row, ...longForm].map((each) => vocabulary.stems[each]).join(' '),
  );
});

it('finds acronyms by the initials of the words before them', () => {
  expect(found).toContain('asr automat speech recognit');
});

it('finds acronyms in the plural and long forms with words that lend no letter', () => {
  expect(found).toContain('llm larg languag model');
  expect(found).toContain('rlhf reinforc learn human feedback');
  expect(found).toContain('moe mixtur expert');
});

it('leaves out what fewer than three sentences explain', () => {
  expect(found).toHaveLength(4);
});
