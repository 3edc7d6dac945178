import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, it } from 'vitest';
import { readPapers } from '../../../../../src/retrieval/embedders/learned/training/dataset.ts';
import { lexicalNeighbours } from '../../../../../src/retrieval/embedders/learned/training/neighbours.ts';

const dir = mkdtempSync(path.join(os.tmpdir(), 'neighbours-'));
afterAll(() => rmSync(dir, { recursive: true }));

it('finds the papers whose words fit the title best, nearest first, never the paper itself', async () => {
  const file = path.join(dir, 'papers.jsonl.gz');
  const papers = [
    ['Pruning vision transformers', 'We remove heads of vision transformers.'],
    ['Vision transformers, pruned again', 'Pruning of vision transformers by saliency.'],
    ['Transformers for speech', 'Speech is transcribed by transformers.'],
    ['Protein folding', 'Structures of proteins are predicted.'],
  ];
  const lines = papers.map(([title, abstract]) => JSON.stringify({ title, abstract }));
  writeFileSync(file, gzipSync(lines.join('\n')));
  const read = await readPapers([file], () => {});
  const done: number[] = [];
  const neighbours = lexicalNeighbours(read, 3, (paper) => done.push(paper));
  expect([...neighbours.subarray(0, 3)]).toEqual([1, 2, -1]);
  expect([...neighbours.subarray(9)]).toEqual([-1, -1, -1]);
  expect(done).toEqual([1, 2, 3, 4]);
});
