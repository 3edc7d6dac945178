import { execFile } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { afterEach, describe, expect, test } from 'vitest';
import { StoreError } from '../../src/errors.ts';
import { asStoreError, openDatabase, ping } from '../../src/store/database.ts';
import { PaperStore } from '../../src/store/papers.ts';
import { bundleProgram } from '../helpers/bundle.ts';
import { databaseKinds, type TestLocation, temporaryDir } from '../helpers/databases.ts';

const run = promisify(execFile);
const paper = { id: '2309.17453', title: 'Attention Sinks', abstract: 'They help streaming.' };

for (const { kind, locate } of databaseKinds) {
  describe(`store on ${kind}`, () => {
    const cleanups: (() => Promise<void>)[] = [];
    const located = async (): Promise<TestLocation> => {
      const location = await locate();
      cleanups.push(location.dispose);
      return location;
    };
    const opened = async (location: TestLocation) => {
      const db = await openDatabase(location);
      cleanups.unshift(() => db.destroy());
      return db;
    };
    afterEach(async () => {
      for (const cleanup of cleanups.splice(0)) await cleanup();
    });

    test('opens empty, and what was written is there when it is opened again', async () => {
      const location = await located();
      const first = await openDatabase(location);
      await ping(first);
      expect(await new PaperStore(first).count()).toBe(0);
      await new PaperStore(first).put([paper]);
      await first.destroy();
      expect(await new PaperStore(await opened(location)).get([paper.id])).toEqual([paper]);
    });

    test('put replaces by id and moves the revision on by one a call', async () => {
      const papers = new PaperStore(await opened(await located()));
      expect(await papers.revision()).toBe(0);
      await papers.put([paper, { ...paper, id: 'other', title: 'Other' }]);
      expect(await papers.revision()).toBe(1);
      await papers.put([{ ...paper, abstract: 'They help streaming a lot.' }]);
      expect(await papers.revision()).toBe(2);
      expect(await papers.count()).toBe(2);
      expect((await papers.get([paper.id]))[0]?.abstract).toBe('They help streaming a lot.');
    });

    test('get keeps the order asked for and leaves out unknown ids', async () => {
      const papers = new PaperStore(await opened(await located()));
      await papers.put(['a', 'b', 'c'].map((id) => ({ ...paper, id })));
      const found = await papers.get(['c', 'missing', 'a']);
      expect(found.map(({ id }) => id)).toEqual(['c', 'a']);
    });

    test('all pages through every paper once, by id', async () => {
      const papers = new PaperStore(await opened(await located()));
      const ids = Array.from({ length: 25 }, (_, i) => `p${String(i).padStart(2, '0')}`);
      await papers.put([...ids].reverse().map((id) => ({ ...paper, id })));
      const seen: string[] = [];
      for await (const stored of papers.all(10)) seen.push(stored.paper.id);
      expect(seen).toEqual(ids);
    });

    test('finds a paper by title whatever its case and punctuation', async () => {
      const papers = new PaperStore(await opened(await located()));
      await papers.put([paper]);
      expect((await papers.byTitle(' attention-sinks! '))?.id).toBe(paper.id);
      expect(await papers.byTitle('attention')).toBeUndefined();
    });
  });
}

describe('several processes', () => {
  test('make the schema and write at the same time without losing a paper', async () => {
    const dataDir = temporaryDir();
    const program = await bundleProgram(
      fileURLToPath(new URL('./programs/put-papers.ts', import.meta.url)),
    );
    await Promise.all(
      ['a', 'b', 'c', 'd'].map((prefix) => run(process.execPath, [program, dataDir, prefix, '25'])),
    );
    const db = await openDatabase({ dataDir });
    expect(await new PaperStore(db).count()).toBe(100);
    expect(await new PaperStore(db).revision()).toBe(100);
    await db.destroy();
  });
});

test('a disk that is full is named, and nothing stored before is lost', async () => {
  const db = await openDatabase({ dataDir: temporaryDir() });
  const papers = new PaperStore(db);
  await papers.put([paper]);
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(db);
  await sql`pragma max_page_count = ${sql.lit(rows[0]!.page_count + 2)}`.execute(db);
  const many = Array.from({ length: 500 }, (_, i) => ({ ...paper, id: `p${i}` }));
  const error = await papers.put(many).catch((thrown) => thrown);
  expect(asStoreError(error)?.message).toBe('The disk is full.');
  expect(await papers.get([paper.id])).toEqual([paper]);
  expect(await papers.count()).toBe(1);
  await db.destroy();
});

describe('a store that cannot be opened', () => {
  test('a damaged file is named, with what to do', async () => {
    const dataDir = temporaryDir();
    writeFileSync(
      path.join(dataDir, 'paperboy.db'),
      'this is no database, it is a note'.repeat(99),
    );
    const error = await openDatabase({ dataDir }).catch((e) => e);
    expect(error).toBeInstanceOf(StoreError);
    expect(error.message).toContain('damaged');
    expect(error.hint).toContain('backup');
  });

  test('a data directory that is a file is named', async () => {
    const file = path.join(temporaryDir(), 'file');
    writeFileSync(file, '');
    await expect(openDatabase({ dataDir: file })).rejects.toThrow(/is a file/);
  });

  test('a PostgreSQL server that is not there is a clear error', async () => {
    const location = { dataDir: temporaryDir(), databaseUrl: 'postgres://127.0.0.1:1/none' };
    await expect(openDatabase(location)).rejects.toThrow(/Cannot open the PostgreSQL database/);
  });

  test.skipIf(process.getuid?.() === 0)('a read-only directory is named', async () => {
    const dataDir = temporaryDir();
    chmodSync(dataDir, 0o500);
    await expect(openDatabase({ dataDir })).rejects.toThrow(/Cannot write/);
  });
});
