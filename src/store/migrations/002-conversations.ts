import type { Kysely } from 'kysely';

/** Conversations and their turns; citations are kept so that a follow-up knows its papers. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('conversations')
    .addColumn('key', 'text', (column) => column.primaryKey())
    // JSON array of paper ids, or null where the conversation is about all papers.
    .addColumn('scope', 'text')
    .addColumn('updated_at', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('conversations_updated_at')
    .on('conversations')
    .column('updated_at')
    .execute();
  await db.schema
    .createTable('turns')
    .addColumn('conversation', 'text', (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('user_id', 'text')
    .addColumn('question', 'text', (column) => column.notNull())
    .addColumn('answer', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    // JSON array of {id, title}, in the order of the answer's citations.
    .addColumn('papers', 'text', (column) => column.notNull())
    .addColumn('asked_at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('turns_key', ['conversation', 'number'])
    .execute();
  await db.schema.createIndex('turns_user').on('turns').column('user_id').execute();
}
