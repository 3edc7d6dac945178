import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { ingest } from '../../src/corpus/ingest.ts';
import { packagePath } from '../../src/package-root.ts';
import { openDatabase } from '../../src/store/database.ts';
import { PaperStore } from '../../src/store/papers.ts';
import { bundleProgram } from '../helpers/bundle.ts';
import { databaseKinds, type TestLocation } from '../helpers/databases.ts';
import { ArxivServer } from '../servers/arxiv/server.ts';

let program: string;
let location: TestLocation;

beforeAll(async () => {
  program = await bundleProgram(packagePath('test', 'corpus', 'programs', 'ingest-source.ts'));
});

beforeEach(async () => {
  location = await databaseKinds[0]!.locate();
});

afterEach(() => location.dispose());

function start(...args: string[]): ChildProcess {
  return spawn(process.execPath, [program, location.dataDir, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

test('three processes ask arXiv one after another, three seconds apart', async () => {
  const arxiv = await new ArxivServer().start();
  try {
    arxiv.papers = ['2405.00001', '2405.00002', '2405.00003'].map((id) => ({ id }));
    const children = arxiv.papers.map(({ id }) => start(`arxiv:${id}`, arxiv.url));
    const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]));
    expect(codes).toEqual([0, 0, 0]);
    const times = arxiv.requests.map(({ at }) => at);
    expect(times).toHaveLength(3);
    expect(arxiv.requests.every(({ open }) => open === 1)).toBe(true);
    // The pause is a promise to arXiv: never shorter, however fast the machine.
    expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(3000);
    expect(times[2]! - times[1]!).toBeGreaterThanOrEqual(3000);
  } finally {
    await arxiv.stop();
  }
});

test('a kill in the middle loses nothing that was stored, and the next run adds the rest', async () => {
  const file = path.join(location.dataDir, 'many.jsonl');
  const records = Array.from({ length: 20_000 }, (_, n) => ({
    id: `p${n}`,
    title: `Paper number ${n}`,
    abstract: `It is about ${n} things.`,
  }));
  writeFileSync(file, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  const child = start(file);
  let stored = 0;
  for await (const line of createInterface({ input: child.stdout! })) {
    stored = Number(/^batch (\d+)$/.exec(line)?.[1] ?? stored);
    if (stored >= 3000) child.kill('SIGKILL');
  }
  expect(stored).toBeGreaterThanOrEqual(3000);
  const db = await openDatabase(location);
  const papers = new PaperStore(db);
  const kept = await papers.count();
  expect(kept).toBeGreaterThanOrEqual(stored);
  const result = await ingest([file], { db, papers });
  expect(result).toMatchObject({ added: 20_000 - kept, updated: 0, unchanged: kept });
  await db.destroy();
});
