import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'kysely';
import { InputError, StoreError } from '../errors.ts';
import { type Database, isSqlite, openDatabaseFile } from './database.ts';
import { PaperStore } from './papers.ts';

/**
 * What was already done stays done: these rows are kept and those of the backup added, so that a
 * restore neither posts a digest twice nor answers an event again.
 */
const MERGED = new Set(['deliveries', 'posted_papers', 'chat_events']);

const POSTGRES_HINT = 'The store is PostgreSQL: use its own pg_dump and pg_restore.';

/**
 * Writes a copy of the store, whole and consistent, while others go on reading and writing.
 * @throws InputError on PostgreSQL or when the file exists; StoreError when it can't be written
 */
export async function backup(db: Database, file: string): Promise<void> {
  if (!isSqlite(db))
    throw new InputError('This store is not backed up here.', { hint: POSTGRES_HINT });
  if (existsSync(file)) {
    throw new InputError(`${file} exists already.`, { hint: 'Choose another name.' });
  }
  const partial = `${file}.partial`;
  rmSync(partial, { force: true });
  try {
    await sql`vacuum into ${partial}`.execute(db);
    renameSync(partial, file);
  } catch (cause) {
    rmSync(partial, { force: true });
    throw new StoreError(
      `The backup could not be written to ${file}: ${(cause as Error).message}`,
      {
        cause,
        hint: 'Check that its folder exists, is writable and has room; the store is unharmed.',
      },
    );
  }
}

/**
 * Puts the content of a backup in place of the store's, in one transaction: others see all of the
 * old or all of the new. A backup of an older version is migrated first, in a copy.
 * @returns number of rows restored
 * @throws InputError for a file that is no backup
 */
export async function restore(db: Database, dataDir: string, file: string): Promise<number> {
  if (!isSqlite(db)) {
    throw new InputError('This store is not restored here.', { hint: POSTGRES_HINT });
  }
  if (!existsSync(file) || !statSync(file).isFile()) {
    throw new InputError(`There is no backup ${file}.`, { hint: 'Check the name.' });
  }
  const copy = path.join(dataDir, `restore-${process.pid}.db`);
  try {
    await migratedCopy(file, copy);
    return await replaceRows(db, copy);
  } finally {
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(copy + suffix, { force: true });
  }
}

async function migratedCopy(file: string, copy: string): Promise<void> {
  const { default: BetterSqlite } = await import('better-sqlite3');
  try {
    const source = new BetterSqlite(file, { readonly: true });
    const check = source.pragma('integrity_check', { simple: true });
    const known = source
      .prepare(`select 1 from sqlite_master where name = 'kysely_migration'`)
      .get();
    if (check !== 'ok' || !known) throw new Error('it is damaged or of another program');
    source.prepare('vacuum into ?').run(copy);
    source.close();
  } catch (cause) {
    throw new InputError(`${file} is no backup of Paperboy: ${(cause as Error).message}.`, {
      cause,
      hint: 'Use a file that `paperboy backup` wrote; the store is as it was.',
    });
  }
  await (await openDatabaseFile(copy)).destroy();
}

async function replaceRows(db: Database, copy: string): Promise<number> {
  return db.connection().execute(async (connection) => {
    await sql`attach database ${copy} as backup`.execute(connection);
    try {
      await sql`pragma foreign_keys = off`.execute(connection);
      await sql`begin immediate`.execute(connection);
      let rows = 0;
      const papers = new PaperStore(connection);
      const before = await papers.revision();
      const tables = await sql<{ name: string }>`
        select name from backup.sqlite_master
        where type = 'table' and name not like 'sqlite_%' and name not like 'kysely_%'`.execute(
        connection,
      );
      for (const { name } of tables.rows) {
        if (!MERGED.has(name)) {
          await sql`delete from main.${sql.table(name)}`.execute(connection);
        }
        const copied = await sql`
          insert or ignore into main.${sql.table(name)}
          select * from backup.${sql.table(name)}`.execute(connection);
        rows += Number(copied.numAffectedRows ?? 0);
      }
      // A number that no index can have been built at.
      const revision = Math.max(before, await papers.revision()) + 1;
      await sql`update counters set value = ${revision} where name = 'papers'`.execute(connection);
      await sql`commit`.execute(connection);
      return rows;
    } catch (error) {
      await sql`rollback`.execute(connection).catch(() => {});
      throw error;
    } finally {
      await sql`pragma foreign_keys = on`.execute(connection);
      await sql`detach database backup`.execute(connection).catch(() => {});
    }
  });
}
