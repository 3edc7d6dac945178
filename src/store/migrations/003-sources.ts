import type { Kysely } from 'kysely';

/** What sources said and when, the gates before them, and what people watch. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Revision of the store at which a paper came in, by which watches tell what is new.
  await db.schema
    .alterTable('papers')
    .addColumn('added_revision', 'bigint', (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema
    .createIndex('papers_added_revision')
    .on('papers')
    .column('added_revision')
    .execute();
  await db.schema
    .createTable('observations')
    .addColumn('paper_id', 'text', (column) => column.notNull())
    // ISO instant of the reading.
    .addColumn('at', 'text', (column) => column.notNull())
    // Null where the source did not tell, which is not zero.
    .addColumn('votes', 'bigint')
    .addColumn('comments', 'bigint')
    .addColumn('stars', 'bigint')
    .addPrimaryKeyConstraint('observations_key', ['paper_id', 'at'])
    .execute();
  await db.schema.createIndex('observations_at').on('observations').column('at').execute();
  await db.schema
    .createTable('listings')
    .addColumn('day', 'text', (column) => column.notNull())
    .addColumn('paper_id', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('listings_key', ['day', 'paper_id'])
    .execute();
  await db.schema.createIndex('listings_paper').on('listings').column('paper_id').execute();
  await db.schema
    .createTable('source_days')
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('day', 'text', (column) => column.notNull())
    // ok, empty, failed or not_open.
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('papers', 'integer', (column) => column.notNull())
    .addColumn('fetched_at', 'text', (column) => column.notNull())
    .addColumn('reason', 'text')
    .addPrimaryKeyConstraint('source_days_key', ['source', 'day'])
    .execute();
  await db.schema
    .createTable('gates')
    .addColumn('name', 'text', (column) => column.primaryKey())
    // Milliseconds since 1970 before which nobody may pass.
    .addColumn('open_at', 'bigint', (column) => column.notNull())
    // Who is inside, and until when that counts if the process dies.
    .addColumn('holder', 'text')
    .addColumn('held_until', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('paper_aliases')
    .addColumn('alias', 'text', (column) => column.primaryKey())
    .addColumn('paper_id', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('watches')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('owner', 'text', (column) => column.notNull())
    // query or author.
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('text', 'text', (column) => column.notNull())
    // The text in lower case, by which the same watch is recognised.
    .addColumn('text_key', 'text', (column) => column.notNull())
    .addColumn('threshold', 'double precision', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    // Revision of the store up to which papers were looked at.
    .addColumn('seen_revision', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('watches_once', ['owner', 'kind', 'text_key'])
    .execute();
  await db.schema
    .createTable('watch_matches')
    .addColumn('watch_id', 'text', (column) => column.notNull())
    .addColumn('paper_id', 'text', (column) => column.notNull())
    .addColumn('score', 'double precision', (column) => column.notNull())
    .addColumn('matched_at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('watch_matches_key', ['watch_id', 'paper_id'])
    .execute();
}
