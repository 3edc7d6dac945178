import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { StoreError } from '../errors.ts';
import type { Database } from './database.ts';

export interface SlackInstallationTables {
  slack_installations: { key: string; sealed: string; updated_at: number };
}

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Keeps what Slack gave at each install, tokens included, sealed with AES-256-GCM. The key of a row
 * (team or enterprise id) is authenticated with it, so that rows cannot be exchanged.
 */
export class SlackInstallations {
  readonly #db: Database;
  readonly #key: Buffer;

  /** @param secret at least 32 characters; the sealing key is derived from it. */
  constructor(db: Database, secret: string) {
    this.#db = db;
    this.#key = Buffer.from(hkdfSync('sha256', secret, '', 'paperboy slack installations', 32));
  }

  /** Stores or replaces an install. */
  async save(key: string, installation: unknown, now: Date): Promise<void> {
    const sealed = this.#seal(key, JSON.stringify(installation));
    const updated_at = now.getTime();
    await this.#db
      .insertInto('slack_installations')
      .values({ key, sealed, updated_at })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ sealed, updated_at }))
      .execute();
  }

  /** An install, or undefined. @throws StoreError where the key does not open it. */
  async find(key: string): Promise<unknown> {
    const row = await this.#db
      .selectFrom('slack_installations')
      .select('sealed')
      .where('key', '=', key)
      .executeTakeFirst();
    return row && JSON.parse(this.#open(key, row.sealed));
  }

  /** Forgets an install. */
  async delete(key: string): Promise<void> {
    await this.#db.deleteFrom('slack_installations').where('key', '=', key).execute();
  }

  #seal(key: string, text: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.#key, nonce).setAAD(Buffer.from(key));
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64');
  }

  #open(key: string, sealed: string): string {
    const bytes = Buffer.from(sealed, 'base64');
    const nonce = bytes.subarray(0, NONCE_BYTES);
    const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
    try {
      const decipher = createDecipheriv(ALGORITHM, this.#key, nonce, { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(key))
        .setAuthTag(tag);
      const body = bytes.subarray(NONCE_BYTES + TAG_BYTES);
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
    } catch (cause) {
      throw new StoreError(`The Slack install of ${key} cannot be decrypted.`, {
        cause,
        hint: 'Set SLACK_ENCRYPTION_KEY to the value it was stored with, or install the app again.',
      });
    }
  }
}
