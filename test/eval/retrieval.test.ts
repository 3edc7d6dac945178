import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FormatError } from '../../src/errors.ts';
import { evaluateRetrieval } from '../../src/eval/retrieval.ts';
import { createEmbedder } from '../../src/retrieval/embedders/factory.ts';

let dir: string;

const lines = (rows: object[]) => rows.map((row) => JSON.stringify(row)).join('\n');

function write(name: string, text: string): void {
  mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
  writeFileSync(path.join(dir, name), text);
}

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'beir-'));
  write(
    'corpus.jsonl',
    lines([
      { _id: 'd1', title: 'Attention sinks', text: 'Streaming language models keep first tokens.' },
      { _id: 'd2', title: 'Attention sinks', text: 'Streaming language models keep first tokens.' },
      { _id: 'd3', title: 'Spiking networks', text: 'Neurons fire rarely and save energy.' },
      { _id: 'd4', title: '', text: 'A survey of pruning.' },
    ]),
  );
  write(
    'queries.jsonl',
    lines([
      { _id: 'q1', text: 'streaming attention' },
      { _id: 'q2', text: 'spiking energy' },
      { _id: 'unjudged', text: 'whatever' },
    ]),
  );
  write(
    'qrels/test.tsv',
    'query-id\tcorpus-id\tscore\nq1\td1\t1\nq1\td2\t1\nq2\td3\t2\nq2\td4\t0\n',
  );
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

const scores = async () => evaluateRetrieval(dir, { embedder: await createEmbedder() });

describe('the scorecard of a BEIR folder', () => {
  it('ranks every document, near-duplicates too, for each judged query', async () => {
    expect(await scores()).toEqual({
      ndcg10: 1,
      recall10: 1,
      recall100: 1,
      mrr10: 1,
      queries: 2,
      p50Ms: expect.any(Number),
      p99Ms: expect.any(Number),
    });
  });

  it('falls when what is relevant is not found', async () => {
    write('qrels/test.tsv', 'query-id\tcorpus-id\tscore\nq1\td4\t1\nq2\td3\t1\n');
    const { ndcg10, mrr10 } = await scores();
    expect(ndcg10).toBeLessThan(1);
    expect(mrr10).toBeLessThan(1);
  });

  it.each([
    ['qrels/test.tsv', 'q1 d1 1\n'],
    ['corpus.jsonl', '{"_id": "d1", "tit'],
    ['corpus.jsonl', '{"title": "no id"}'],
    ['queries.jsonl', 'null'],
  ])('names the line of %s that cannot be read', async (name, text) => {
    write(name, text);
    await expect(scores()).rejects.toThrow(FormatError);
    await expect(scores()).rejects.toThrow(`${path.join(dir, name)}:1`);
  });

  it('says which file is missing', async () => {
    rmSync(path.join(dir, 'qrels'), { recursive: true });
    await expect(scores()).rejects.toThrow(/test\.tsv is missing/);
  });
});
