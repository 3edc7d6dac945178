import { mkdirSync } from 'node:fs';
import path from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { Kysely, Migrator, SqliteDialect, sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/store/database.ts';
import { migrations } from '../../src/store/migrations/index.ts';
import { PaperStore } from '../../src/store/papers.ts';
import { temporaryDir } from '../helpers/databases.ts';

const names = Object.keys(migrations).sort();
const paper = { id: '2309.17453', title: 'Attention Sinks', abstract: 'They help streaming.' };

/** A store as a version left it that knew only the first migrations. */
async function storeOfVersion(count: number): Promise<string> {
  const dataDir = temporaryDir();
  mkdirSync(dataDir, { recursive: true });
  const database = new BetterSqlite(path.join(dataDir, 'paperboy.db'));
  const db = new Kysely<never>({ dialect: new SqliteDialect({ database }) });
  const known = Object.fromEntries(names.slice(0, count).map((name) => [name, migrations[name]!]));
  const migrator = new Migrator({ db, provider: { getMigrations: async () => known } });
  const { error } = await migrator.migrateToLatest();
  expect(error).toBeUndefined();
  await sql`insert into papers (id, title, title_key, record, content_hash, revision)
    values (${paper.id}, ${paper.title}, 'attentionsinks', ${JSON.stringify(paper)}, 'hash', 1)`.execute(
    db,
  );
  await db.destroy();
  return dataDir;
}

async function schemaOf(dataDir: string): Promise<string[]> {
  const db = await openDatabase({ dataDir });
  const { rows } = await sql<{ sql: string }>`
    select sql from sqlite_master where sql is not null order by name`.execute(db);
  await db.destroy();
  return rows.map((row) => row.sql);
}

describe('migrations', () => {
  test('are numbered without gaps, and each is named once', () => {
    expect(names.map((name) => Number(name.slice(0, 3)))).toEqual(names.map((_, i) => i + 1));
  });

  test.each(names.map((name, i) => [name, i + 1]))(
    'a store that ended at %s opens, keeps its papers and gets the newest schema',
    async (_name, count) => {
      const dataDir = await storeOfVersion(count);
      const db = await openDatabase({ dataDir });
      expect(await new PaperStore(db).get([paper.id])).toEqual([paper]);
      await db.destroy();
      expect(await schemaOf(dataDir)).toEqual(await schemaOf(temporaryDir()));
    },
  );

  test('a store of a newer version is refused and left as it is', async () => {
    const dataDir = await storeOfVersion(names.length);
    const database = new BetterSqlite(path.join(dataDir, 'paperboy.db'));
    database.exec(`insert into kysely_migration values ('999-from-the-future', '2030-01-01')`);
    database.close();
    await expect(openDatabase({ dataDir })).rejects.toThrow(/newer/);
  });
});
