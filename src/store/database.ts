import { mkdirSync } from 'node:fs';
import path from 'node:path';
import {
  DEFAULT_MIGRATION_TABLE,
  type Dialect,
  type Driver,
  Kysely,
  Migrator,
  PostgresDialect,
  SqliteAdapter,
  SqliteDialect,
  sql,
} from 'kysely';
import { StoreError } from '../errors.ts';
import { migrations } from './migrations/index.ts';
import type { Tables } from './tables.ts';

/** Where the store lives: a PostgreSQL URL, or the data directory that holds the SQLite file. */
export interface StoreLocation {
  dataDir: string;
  databaseUrl?: string;
}

/** The store: typed queries over SQLite or PostgreSQL, which callers need not tell apart. */
export type Database = Kysely<Tables>;

const SQLITE_FILE = 'paperboy.db';

const FULL_HINT = 'Free some space and try again; nothing stored before is lost.';

/** How long one process waits for another's write lock. */
const BUSY_TIMEOUT_MS = 10_000;

/**
 * Opens the store and migrates it to the newest schema. Several processes may do so at once.
 * @throws StoreError when it cannot be opened or migrated.
 */
export async function openDatabase(location: StoreLocation): Promise<Database> {
  const dialect = location.databaseUrl
    ? await postgres(location.databaseUrl)
    : await sqlite(location.dataDir);
  return openMigrated(dialect, location);
}

/**
 * Opens and migrates a store in a file of any name: a backup that is being restored.
 * @throws StoreError
 */
export async function openDatabaseFile(file: string): Promise<Database> {
  return openMigrated(await sqliteFile(file), { dataDir: path.dirname(file) });
}

async function openMigrated(dialect: Dialect, location: StoreLocation): Promise<Database> {
  const db = new Kysely<Tables>({ dialect });
  try {
    await migrate(db);
  } catch (cause) {
    await db.destroy().catch(() => {});
    throw describe(cause, location);
  }
  return db;
}

async function sqlite(dataDir: string): Promise<Dialect> {
  try {
    mkdirSync(dataDir, { recursive: true });
    return await sqliteFile(path.join(dataDir, SQLITE_FILE));
  } catch (cause) {
    throw describe(cause, { dataDir });
  }
}

async function sqliteFile(file: string): Promise<Dialect> {
  const { default: BetterSqlite } = await import('better-sqlite3');
  const database = new BetterSqlite(file, { timeout: BUSY_TIMEOUT_MS });
  database.pragma('journal_mode = WAL');
  // Every commit survives a power cut: the ledger of deliveries depends on it.
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  // What somebody had deleted is overwritten, not only unlinked.
  database.pragma('secure_delete = ON');
  return new LenientSqliteDialect({ database });
}

/**
 * SQLite ends a transaction by itself when the disk is full; rolling it back then fails, and that
 * failure would hide the first one.
 */
class LenientSqliteDialect extends SqliteDialect {
  override createDriver(): Driver {
    const driver = super.createDriver();
    const rollback = driver.rollbackTransaction.bind(driver);
    driver.rollbackTransaction = async (connection) => {
      try {
        await rollback(connection);
      } catch (error) {
        if (!/no transaction is active/.test((error as Error).message)) throw error;
      }
    };
    return driver;
  }
}

async function postgres(url: string): Promise<Dialect> {
  const { default: pg } = await import('pg');
  const INT8 = 20;
  const types = {
    // Counts and milliseconds fit a double; SQLite gives numbers too.
    getTypeParser: (oid: number, format?: 'text' | 'binary') =>
      oid === INT8 ? Number : pg.types.getTypeParser(oid, format),
  } as typeof pg.types;
  return new PostgresDialect({ pool: new pg.Pool({ connectionString: url, types, max: 10 }) });
}

async function migrate(db: Database): Promise<void> {
  const schema = isSqlite(db) ? undefined : await currentSchema(db);
  const done = await executedMigrations(db, schema);
  const foreign = done.find((name) => !(name in migrations));
  if (foreign) {
    throw new StoreError(`The store was written by a newer version of Paperboy (${foreign}).`, {
      hint: 'Update Paperboy, or use another data directory; nothing was changed.',
    });
  }
  if (Object.keys(migrations).every((name) => done.includes(name))) return;
  // Kysely locks PostgreSQL itself and runs its migrations in a transaction. SQLite gets both from
  // one immediate transaction: a second process waits, a kill leaves the schema as it was.
  if (!isSqlite(db)) return migrateToLatest(db, schema);
  await db.connection().execute(async (connection) => {
    await sql`begin immediate`.execute(connection);
    try {
      await migrateToLatest(connection);
      await sql`commit`.execute(connection);
    } catch (error) {
      await sql`rollback`.execute(connection);
      throw error;
    }
  });
}

async function currentSchema(db: Database): Promise<string | undefined> {
  const { rows } = await sql<{ name: string | null }>`select current_schema() as name`.execute(db);
  return rows[0]?.name ?? undefined;
}

/** Names of the migrations that the store has seen; none before the first. */
async function executedMigrations(db: Database, schema?: string): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  const isKept = tables.some(
    (table) => table.name === DEFAULT_MIGRATION_TABLE && table.schema === schema,
  );
  if (!isKept) return [];
  const { rows } = await sql<{ name: string }>`
    select name from ${sql.table(DEFAULT_MIGRATION_TABLE)}`.execute(db);
  return rows.map(({ name }) => name);
}

function migratorOf(db: Kysely<Tables>, schema?: string): Migrator {
  const provider = { getMigrations: async () => migrations };
  return new Migrator({ db, provider, migrationTableSchema: schema });
}

async function migrateToLatest(db: Kysely<Tables>, schema?: string): Promise<void> {
  const { error } = await migratorOf(db, schema).migrateToLatest();
  if (error) throw error;
}

/** Whether the store answers. */
export async function ping(db: Database): Promise<void> {
  await sql`select 1`.execute(db);
}

/** Whether the store is SQLite, for the few statements that differ. */
export function isSqlite(db: Database): boolean {
  return db.getExecutor().adapter instanceof SqliteAdapter;
}

/** An error of SQLite's or the disk's as one that says what to do; undefined for any other. */
export function asStoreError(error: unknown): StoreError | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  if (typeof code !== 'string') return undefined;
  if (/^(ENOSPC|EDQUOT)$|^SQLITE_FULL/.test(code)) {
    return new StoreError('The disk is full.', { cause: error, hint: FULL_HINT });
  }
  if (/^SQLITE_(READONLY|CANTOPEN|PERM)|^EROFS$/.test(code)) {
    const hint = 'Make the data directory writable, or choose another with --data-dir DIR.';
    return new StoreError('The store cannot be written to.', { cause: error, hint });
  }
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) {
    return new StoreError('The store is damaged.', { cause: error, hint: 'Restore a backup.' });
  }
  if (/^SQLITE_BUSY/.test(code)) {
    const hint = 'Another process is writing for long; try again in a moment.';
    return new StoreError('The store is busy.', { cause: error, hint });
  }
  return undefined;
}

function describe(cause: unknown, location: StoreLocation): StoreError {
  if (cause instanceof StoreError) return cause;
  const code = (cause as { code?: string }).code ?? '';
  const message = cause instanceof Error ? cause.message : String(cause);
  if (location.databaseUrl) {
    return new StoreError(`Cannot open the PostgreSQL database: ${message}`, {
      cause,
      hint: 'Check DATABASE_URL and that the server is running, or unset it to use SQLite.',
    });
  }
  const where = location.dataDir;
  if (/EACCES|EROFS|EPERM|SQLITE_READONLY|SQLITE_CANTOPEN|SQLITE_PERM/.test(`${code} ${message}`)) {
    return new StoreError(`Cannot write to the data directory ${where}: ${message}`, {
      cause,
      hint: 'Make it writable, or choose another with --data-dir DIR or PAPERBOY_DATA_DIR.',
    });
  }
  if (/ENOSPC|SQLITE_FULL/.test(`${code} ${message}`)) {
    return new StoreError(`The disk that holds ${where} is full.`, {
      cause,
      hint: FULL_HINT,
    });
  }
  if (/SQLITE_NOTADB|SQLITE_CORRUPT/.test(`${code} ${message}`)) {
    return new StoreError(`${path.join(where, SQLITE_FILE)} is damaged or no SQLite database.`, {
      cause,
      hint: 'Restore a backup, or move the file away to start with an empty store.',
    });
  }
  if (/ENOTDIR|EEXIST/.test(code)) {
    return new StoreError(`The data directory ${where} is a file.`, {
      cause,
      hint: 'Choose another with --data-dir DIR or PAPERBOY_DATA_DIR.',
    });
  }
  return new StoreError(`Cannot open the store in ${where}: ${message}`, { cause });
}
