import type { Kysely } from 'kysely';

/** Subscriptions, the ledger of deliveries, the channels they go to and what was posted there. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('subscriptions')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('adapter', 'text', (column) => column.notNull())
    .addColumn('workspace', 'text', (column) => column.notNull())
    .addColumn('channel', 'text', (column) => column.notNull())
    // Who subscribed, to be told when it has to be paused.
    .addColumn('user_id', 'text', (column) => column.notNull())
    // The checked settings as JSON.
    .addColumn('settings', 'text', (column) => column.notNull())
    // Milliseconds since 1970; slots up to then are none of its business.
    .addColumn('active_from', 'bigint', (column) => column.notNull())
    .addColumn('paused', 'integer', (column) => column.notNull())
    // Why it was paused, where the program did it; else empty.
    .addColumn('pause_reason', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('subscriptions_target')
    .on('subscriptions')
    .columns(['adapter', 'workspace', 'channel'])
    .execute();
  await db.schema
    .createTable('digest_targets')
    .addColumn('adapter', 'text', (column) => column.notNull())
    .addColumn('workspace', 'text', (column) => column.notNull())
    .addColumn('channel', 'text', (column) => column.notNull())
    // The process that delivers there now; empty where none does.
    .addColumn('lease_owner', 'text', (column) => column.notNull())
    // Moves while the owner lives; no instant, so that no clock can expire a lease.
    .addColumn('lease_beat', 'bigint', (column) => column.notNull())
    // Milliseconds since 1970 before which nothing is tried there; 0 where nothing went wrong.
    .addColumn('retry_at', 'bigint', (column) => column.notNull())
    // Failures in a row, and how many of them said "gone" or "forbidden".
    .addColumn('failures', 'integer', (column) => column.notNull())
    .addColumn('denials', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('digest_targets_pk', ['adapter', 'workspace', 'channel'])
    .execute();
  await db.schema
    .createTable('deliveries')
    .addColumn('subscription_id', 'text', (column) => column.notNull())
    // The planned instant, ISO in UTC.
    .addColumn('slot', 'text', (column) => column.notNull())
    .addColumn('adapter', 'text', (column) => column.notNull())
    .addColumn('workspace', 'text', (column) => column.notNull())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    // The process that works on it; a successor takes it over with the channel's lease.
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('nonce', 'text', (column) => column.notNull())
    // The day of the list, YYYY-MM-DD; empty until composed.
    .addColumn('day', 'text', (column) => column.notNull())
    // The reply as JSON, stored before it is sent so that every try sends the same.
    .addColumn('content', 'text')
    // What was known of the list of that day: ok, empty, failed, unknown.
    .addColumn('source', 'text')
    .addColumn('tries', 'integer', (column) => column.notNull())
    .addColumn('sending_at', 'bigint')
    .addColumn('message_id', 'text')
    .addColumn('reason', 'text')
    // The slot whose post speaks for this one.
    .addColumn('merged_into', 'text')
    .addColumn('settled_at', 'bigint')
    .addPrimaryKeyConstraint('deliveries_pk', ['subscription_id', 'slot'])
    .execute();
  await db.schema
    .createIndex('deliveries_target')
    .on('deliveries')
    .columns(['adapter', 'workspace', 'channel', 'day'])
    .execute();
  await db.schema.createIndex('deliveries_slot').on('deliveries').column('slot').execute();
  await db.schema.createIndex('deliveries_state').on('deliveries').column('state').execute();
  await db.schema
    .createTable('posted_papers')
    .addColumn('adapter', 'text', (column) => column.notNull())
    .addColumn('workspace', 'text', (column) => column.notNull())
    .addColumn('channel', 'text', (column) => column.notNull())
    // Without version.
    .addColumn('paper_id', 'text', (column) => column.notNull())
    .addColumn('posted_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('posted_papers_pk', ['adapter', 'workspace', 'channel', 'paper_id'])
    .execute();
}
