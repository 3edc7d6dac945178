import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packagePath } from '../../../src/package-root.ts';
import { type CliResult, paperboy } from '../../helpers/cli.ts';
import { temporaryDir } from '../../helpers/databases.ts';

const QUESTION = 'How do attention sinks help streaming?';
const SINKS = '2309.17453';
const root = temporaryDir();
const dataDir = path.join(root, 'data');
let first: CliResult;

const run = (args: string[], options = {}) => paperboy([...args, '--data-dir', dataDir], options);
const json = async (args: string[], options = {}) => {
  const { code, stdout, stderr } = await run([...args, '--json'], options);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return JSON.parse(stdout);
};

beforeAll(async () => {
  first = await run(['ask', QUESTION]);
}, 60_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('the first question in an empty data directory', () => {
  test('says on standard error that the shipped papers are added, and answers on standard output', () => {
    expect(first.code).toBe(0);
    expect(first.stderr).toMatch(/65 papers/);
    expect(first.stdout).toMatch(/\[1\]/);
    expect(first.stdout).toContain('https://arxiv.org/abs/2309.17453');
  });

  test('the second time nothing is added or said', async () => {
    const { stderr } = await run(['ask', QUESTION]);
    expect(stderr).toBe('');
  });
});

test('a question in other words than the paper finds it, and the process ends', async () => {
  const question = 'an optimizer that was found by searching over programs';
  const options = { env: { SENTENCE_ENCODER: 'true' } };
  const dataDir = path.join(root, 'with-encoder');
  const { code, stdout } = await paperboy(['ask', question, '--data-dir', dataDir], options);
  expect([code, stdout]).toEqual([0, expect.stringContaining('Symbolic Discovery')]);
  const without = await paperboy(['ask', question, '--data-dir', dataDir]);
  expect(without.stderr).toMatch(/was made with all-MiniLM.*none is to be used.*Building it again/);
}, 60_000);

describe('the JSON that scripts rely on', () => {
  test('ask', async () => {
    const answer = await json(['ask', QUESTION]);
    expect(Object.keys(answer)).toEqual([
      'question',
      'status',
      'answer',
      'citations',
      'suggestions',
      'model',
      'ms',
    ]);
    expect(answer).toMatchObject({ question: QUESTION, status: 'answered', model: 'extractive' });
    const [citation] = answer.citations;
    expect(Object.keys(citation)).toEqual(['n', 'id', 'title', 'url', 'evidence']);
    const paper = await json(['paper', citation.id]);
    const { start, end, text } = citation.evidence;
    expect(paper.abstract.slice(start, end)).toBe(text);
  });

  test('a refusal is no failure', async () => {
    const answer = await json(['ask', 'What is the capital of Australia?']);
    expect(answer).toMatchObject({ status: 'not_in_corpus', citations: [] });
  });

  test('search and similar', async () => {
    const found = await json(['search', 'attention', 'kernels', '-k', '2']);
    expect(Object.keys(found)).toEqual(['query', 'results', 'ms']);
    expect(found.query).toBe('attention kernels');
    expect(found.results.map(({ rank }: { rank: number }) => rank)).toEqual([1, 2]);
    expect(Object.keys(found.results[0])).toEqual(['rank', 'id', 'title', 'score']);
    const near = await json(['similar', SINKS, '-k', '3']);
    expect(near.results).toHaveLength(3);
    expect(near.results.map(({ id }: { id: string }) => id)).not.toContain(SINKS);
  });

  test('ingest counts, and a second run changes nothing', async () => {
    const file = path.join(root, 'more.jsonl');
    const paper = { id: '2601.00001', title: 'A new paper', abstract: 'It says something new.' };
    writeFileSync(file, `${JSON.stringify(paper)}\n{broken\n`);
    expect(await json(['ingest', file])).toMatchObject({ added: 1, rejected: 1 });
    const again = await json(['ingest', file]);
    expect(again).toMatchObject({ added: 0, updated: 0, unchanged: 1, rejected: 1 });
    expect(again.reasons[0]).toMatchObject({ source: file, line: 2 });
    expect((await json(['search', 'a new paper', '-k', '1'])).results[0].id).toBe('2601.00001');
  });

  test('index, trending, digest preview and subscriptions', async () => {
    expect(await json(['index'])).toMatchObject({ papers: expect.any(Number) });
    const { day, papers } = await json(['trending', '--day', '2026-11-20', '-k', '2']);
    expect(day).toBe('2026-11-20');
    expect(Object.keys(papers[0])).toEqual(['rank', 'id', 'title', 'score', 'why']);
    expect(await json(['digest', 'preview'])).toMatchObject({ kind: 'digest' });
    expect(await json(['digest', 'subscriptions'])).toEqual([]);
  });

  test('a watch is saved, finds a paper that comes in later, and is removed', async () => {
    const saved = await run(['watch', 'octopus', 'camouflage']);
    expect(saved.code).toBe(0);
    const file = path.join(root, 'octopus.jsonl');
    const title = 'Octopus camouflage with neural textures';
    const abstract = 'We study octopus camouflage. Octopus skin changes its texture.';
    writeFileSync(file, JSON.stringify({ id: '2601.00002', title, abstract }));
    await run(['ingest', file]);
    const { watches, matches } = await json(['watch']);
    expect(watches).toMatchObject([{ id: saved.stdout.trim(), text: 'octopus camouflage' }]);
    expect(matches).toMatchObject([{ id: '2601.00002' }]);
    expect((await run(['watch', '--remove', 'octopus camouflage'])).code).toBe(0);
    expect((await json(['watch'])).watches).toEqual([]);
  });

  test('batches answer line by line in order, bad lines included', async () => {
    const input = `${QUESTION}\n\n???\nDADAO\n`;
    const asked = (await run(['ask', '--batch'], { input })).stdout.trim().split('\n');
    expect(asked.map((line) => JSON.parse(line).question)).toEqual([QUESTION, '???', 'DADAO']);
    const found = (await run(['search', '--batch', '-k', '1'], { input })).stdout
      .trim()
      .split('\n');
    expect(found.map((line) => JSON.parse(line).query)).toEqual([QUESTION, '???', 'DADAO']);
    expect(JSON.parse(found[2]!).results[0].id).toBe('2208.00779');
  });

  test('the scorecard of a BEIR folder touches no data directory', async () => {
    const beir = path.join(root, 'beir');
    mkdirSync(path.join(beir, 'qrels'), { recursive: true });
    const doc = (id: string, title: string) => JSON.stringify({ _id: id, title, text: title });
    writeFileSync(
      path.join(beir, 'corpus.jsonl'),
      [doc('1', 'cats purr'), doc('2', 'dogs bark'), doc('3', 'fish swim')].join('\n'),
    );
    writeFileSync(path.join(beir, 'queries.jsonl'), JSON.stringify({ _id: 'q', text: 'bark' }));
    writeFileSync(path.join(beir, 'qrels', 'test.tsv'), 'query-id\tcorpus-id\tscore\nq\t2\t1\n');
    const { code, stdout } = await paperboy(['eval', 'retrieval', beir, '--json'], { cwd: root });
    expect(code).toBe(0);
    const scores = JSON.parse(stdout);
    expect(Object.keys(scores)).toEqual([
      'ndcg10',
      'recall10',
      'recall100',
      'mrr10',
      'queries',
      'p50Ms',
      'p99Ms',
    ]);
    expect(scores).toMatchObject({ ndcg10: 1, mrr10: 1, queries: 1 });
    expect(readdirSync(root)).not.toContain('paperboy.db');
  });
});

describe('wrong usage is exit code 2, a failure 1, each with what to do', () => {
  test.each([
    ['an empty question', ['ask', ' '], 2, /empty/],
    ['an unknown command', ['frobnicate'], 2, /unknown command/],
    ['an unknown option', ['search', 'x', '--frob'], 2, /unknown option/],
    ['a count that is none', ['search', 'x', '-k', 'many'], 2, /no count/],
    ['a missing argument', ['ingest'], 2, /missing required argument/],
    ['an unknown paper', ['paper', 'zzzz qqqq'], 1, /No paper here is called/],
    ['an unknown id', ['similar', '9999.99999'], 1, /No paper/],
    ['a file that is not there', ['ingest', 'nowhere.jsonl'], 2, /nowhere\.jsonl/],
    ['a folder that is no BEIR folder', ['eval', 'retrieval', '.'], 1, /corpus\.jsonl/],
    ['a day that is none', ['trending', '--day', 'yesterday'], 2, /no day/],
    ['a place that is none', ['digest', 'subscribe', '--to', 'fax:1'], 2, /no place/],
  ])('%s', async (_what, args, code, message) => {
    const isEvaluation = args[0] === 'eval' || args[0] === 'frobnicate';
    const result = isEvaluation ? await paperboy(args) : await run(args);
    expect(result.stderr).toMatch(message);
    expect(result.code).toBe(code);
    expect(result.stdout).toBe('');
    expect(result.stderr).not.toMatch(/\n\s+at /);
  });

  test('100 kB of question and binary input get a clear message, never a crash', async () => {
    const long = await run(['ask', '--json'], { input: 'why '.repeat(25_000) });
    expect(long.code).toBe(2);
    expect(long.stderr).toMatch(/characters/);
    const binary = Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 37) % 256));
    const asked = await run(['ask', '--json'], { input: binary });
    expect([0, 2]).toContain(asked.code);
    const file = path.join(root, 'binary.bin');
    writeFileSync(file, binary);
    const ingested = await run(['ingest', file]);
    expect(ingested.code).toBe(1);
    expect(ingested.stderr).toMatch(/binary\.bin/);
  });

  test('all problems of the configuration at once', async () => {
    const env = { PORT: 'x', CHAT_MODEL: 'y' };
    const { code, stderr } = await run(['ask', 'x'], { env });
    expect(code).toBe(2);
    expect(stderr).toMatch(/CHAT_MODEL[\s\S]*PORT/);
  });

  test('help is no mistake', async () => {
    const { code, stdout } = await paperboy(['--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/ask[\s\S]*search[\s\S]*serve/);
  });
});

describe('what is damaged', () => {
  const copyOf = (name: string) => {
    const copy = path.join(root, name);
    cpSync(dataDir, copy, { recursive: true });
    return copy;
  };

  test('a corrupt index is built again, and said so', async () => {
    const copy = copyOf('corrupt');
    const files = readdirSync(path.join(copy, 'index'), { recursive: true, encoding: 'utf8' });
    for (const file of files.filter(
      (name) => (!name.endsWith('.json') && name.includes('.')) || /-/.test(name),
    )) {
      try {
        const at = path.join(copy, 'index', file);
        const bytes = readFileSync(at);
        bytes.fill(0xff, 10, Math.min(bytes.length, 60));
        writeFileSync(at, bytes);
      } catch {
        // A folder.
      }
    }
    const { code, stdout, stderr } = await paperboy(['search', 'attention', '--data-dir', copy]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/again/);
    expect(stdout).toMatch(/1\. /);
    expect((await paperboy(['search', 'attention', '--data-dir', copy])).stderr).toBe('');
  });

  test('a manifest that is garbage is built again', async () => {
    const copy = copyOf('garbage');
    writeFileSync(path.join(copy, 'index', 'search.json'), '{"files":');
    const { code } = await paperboy(['search', 'attention', '--data-dir', copy]);
    expect(code).toBe(0);
  });

  test('a store that is no database is named, with what to do, and left alone', async () => {
    const copy = path.join(root, 'foreign');
    mkdirSync(copy);
    writeFileSync(path.join(copy, 'paperboy.db'), 'my diary'.repeat(1000));
    const { code, stderr } = await paperboy(['ask', 'x', '--data-dir', copy]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/damaged or no SQLite/);
    expect(readFileSync(path.join(copy, 'paperboy.db'), 'utf8')).toMatch(/^my diary/);
  });

  test('a data directory that is a file is named', async () => {
    const file = path.join(root, 'file');
    writeFileSync(file, '');
    const { code, stderr } = await paperboy(['ask', 'x', '--data-dir', file]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/is a file/);
  });
});

test('two first starts at once in one data directory both answer', async () => {
  const shared = path.join(root, 'shared');
  const both = await Promise.all(
    [1, 2].map(() => paperboy(['ask', QUESTION, '--json', '--data-dir', shared])),
  );
  for (const { code, stdout } of both) {
    expect(code).toBe(0);
    expect(JSON.parse(stdout).status).toBe('answered');
  }
});

test('a backup is restored', async () => {
  const file = path.join(root, 'backup.db');
  expect((await run(['backup', file])).code).toBe(0);
  const fresh = path.join(root, 'fresh');
  expect((await paperboy(['restore', file, '--data-dir', fresh])).code).toBe(0);
  const { stdout } = await paperboy(['paper', SINKS, '--json', '--data-dir', fresh]);
  expect(JSON.parse(stdout).id).toBe(SINKS);
});

test('the README shows commands that exist', async () => {
  const readme = readFileSync(packagePath('README.md'), 'utf8');
  const used = new Set(Array.from(readme.matchAll(/npx paperboy ([a-z]+)/g), ([, name]) => name!));
  const { stdout } = await paperboy(['--help']);
  for (const name of used) expect(stdout).toMatch(new RegExp(`\\b${name}\\b`));
});
