import type { Kysely } from 'kysely';

/** Installs of the Slack app by workspace. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('slack_installations')
    // Team id, or enterprise id for installs by a whole organisation.
    .addColumn('key', 'text', (column) => column.primaryKey())
    // Nonce, tag and ciphertext of the install's JSON, in base64.
    .addColumn('sealed', 'text', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .execute();
}
