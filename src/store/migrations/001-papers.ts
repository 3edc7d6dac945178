import type { Kysely } from 'kysely';

/** Papers, and a counter that grows with every change so that caches can tell what is new. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('papers')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('title', 'text', (column) => column.notNull())
    // Lower case, words only: the same paper from two sources meets here.
    .addColumn('title_key', 'text', (column) => column.notNull())
    // The whole record as JSON.
    .addColumn('record', 'text', (column) => column.notNull())
    // Hash of what the indexes see (title, abstract, metadata that filters use).
    .addColumn('content_hash', 'text', (column) => column.notNull())
    // Revision of the store at which it last changed.
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('papers_title_key').on('papers').column('title_key').execute();
  await db.schema.createIndex('papers_revision').on('papers').column('revision').execute();
  await db.schema
    .createTable('counters')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', 'bigint', (column) => column.notNull())
    .execute();
}
