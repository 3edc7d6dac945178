import type { Kysely } from 'kysely';

/** Events handled once, replies whose buttons work after a restart, where they stand, and feedback. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('chat_events')
    .addColumn('event_id', 'text', (column) => column.primaryKey())
    // Milliseconds since 1970; an event taken long ago and not done was cut off by a crash.
    .addColumn('taken_at', 'bigint', (column) => column.notNull())
    .addColumn('done', 'integer', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('chat_events_taken_at')
    .on('chat_events')
    .column('taken_at')
    .execute();
  await db.schema
    .createTable('replies')
    .addColumn('ref', 'text', (column) => column.primaryKey())
    // The neutral body as JSON.
    .addColumn('body', 'text', (column) => column.notNull())
    // Who it was made for, so that forgetting a person finds it; empty for digests.
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('replies_created_at').on('replies').column('created_at').execute();
  await db.schema.createIndex('replies_user_id').on('replies').column('user_id').execute();
  await db.schema
    .createTable('reply_places')
    .addColumn('adapter', 'text', (column) => column.notNull())
    .addColumn('workspace', 'text', (column) => column.notNull())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('message_id', 'text', (column) => column.notNull())
    // Empty where the message opened no thread and stands in none.
    .addColumn('thread', 'text', (column) => column.notNull())
    .addColumn('ref', 'text', (column) => column.notNull())
    .addColumn('posted_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('reply_places_pk', ['adapter', 'workspace', 'channel', 'message_id'])
    .execute();
  await db.schema
    .createIndex('reply_places_thread')
    .on('reply_places')
    .columns(['adapter', 'workspace', 'channel', 'thread'])
    .execute();
  await db.schema.createIndex('reply_places_ref').on('reply_places').column('ref').execute();
  await db.schema
    .createTable('feedback')
    .addColumn('ref', 'text', (column) => column.notNull())
    // The paper a thumb stands for; empty for an answer as a whole.
    .addColumn('paper_id', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('adapter', 'text', (column) => column.notNull())
    .addColumn('workspace', 'text', (column) => column.notNull())
    .addColumn('channel', 'text', (column) => column.notNull())
    // 1 or -1.
    .addColumn('value', 'integer', (column) => column.notNull())
    .addColumn('given_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('feedback_pk', ['ref', 'paper_id', 'user_id'])
    .execute();
  await db.schema
    .createIndex('feedback_channel')
    .on('feedback')
    .columns(['adapter', 'workspace', 'channel'])
    .execute();
}
