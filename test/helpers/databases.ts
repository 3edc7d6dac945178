import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { StoreLocation } from '../../src/store/database.ts';

/** A place for a store that `dispose` removes. */
export interface TestLocation extends StoreLocation {
  dispose(): Promise<void>;
}

/** An empty directory under the system's temporary folder. */
export function temporaryDir(): string {
  return mkdtempSync(path.join(tmpdir(), 'paperboy-test-'));
}

function sqliteLocation(): TestLocation {
  const dataDir = temporaryDir();
  return { dataDir, dispose: async () => rmSync(dataDir, { recursive: true, force: true }) };
}

let schemas = 0;

/** A schema of its own in the PostgreSQL server that TEST_POSTGRES_URL names. */
async function postgresLocation(server: string): Promise<TestLocation> {
  const schema = `test_${process.pid}_${Date.now()}_${schemas++}`;
  const admin = async (statement: string) => {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    await client.query(statement);
    await client.end();
  };
  await admin(`create schema ${schema}`);
  const url = new URL(server);
  url.searchParams.set('options', `-c search_path=${schema}`);
  const dataDir = temporaryDir();
  return {
    dataDir,
    databaseUrl: url.href,
    dispose: async () => {
      await admin(`drop schema ${schema} cascade`);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

const postgresUrl = process.env.TEST_POSTGRES_URL;

/** Every kind of database that can be tested here; PostgreSQL where TEST_POSTGRES_URL is set. */
export const databaseKinds: { kind: string; locate: () => Promise<TestLocation> }[] = [
  { kind: 'SQLite', locate: async () => sqliteLocation() },
  ...(postgresUrl ? [{ kind: 'PostgreSQL', locate: () => postgresLocation(postgresUrl) }] : []),
];
