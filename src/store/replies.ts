import type { Database } from './database.ts';

export interface ReplyTables {
  replies: { ref: string; body: string; user_id: string; created_at: number };
  reply_places: {
    adapter: string;
    workspace: string;
    channel: string;
    message_id: string;
    thread: string;
    ref: string;
    posted_at: number;
  };
}

/** Where a message stands. */
export interface Place {
  adapter: string;
  workspace: string;
  channel: string;
  messageId?: string;
  thread?: string;
}

/** Keeps what was posted and where, so that buttons and threads work after a restart. */
export class ReplyStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Stores or replaces a reply's body. */
  async save(ref: string, body: unknown, userId: string, now: Date): Promise<void> {
    const json = JSON.stringify(body, withoutBytes);
    await this.#db
      .insertInto('replies')
      .values({ ref, body: json, user_id: userId, created_at: now.getTime() })
      .onConflict((conflict) => conflict.column('ref').doUpdateSet({ body: json }))
      .execute();
  }

  /** A stored body, or undefined. */
  async body(ref: string): Promise<unknown> {
    const row = await this.#db
      .selectFrom('replies')
      .select('body')
      .where('ref', '=', ref)
      .executeTakeFirst();
    return row && JSON.parse(row.body);
  }

  /** Remembers where a reply was posted. */
  async place(ref: string, at: Place & { messageId: string }, now: Date): Promise<void> {
    const row = {
      adapter: at.adapter,
      workspace: at.workspace,
      channel: at.channel,
      message_id: at.messageId,
      thread: at.thread ?? '',
      ref,
      posted_at: now.getTime(),
    };
    await this.#db
      .insertInto('reply_places')
      .values(row)
      .onConflict((conflict) =>
        conflict
          .columns(['adapter', 'workspace', 'channel', 'message_id'])
          .doUpdateSet({ ref, thread: row.thread, posted_at: row.posted_at }),
      )
      .execute();
  }

  /** Replies that stand at a message or in a thread, newest first. */
  async at(place: Place, limit = 20): Promise<{ ref: string; body: unknown }[]> {
    const keys = [place.messageId, place.thread].filter((key): key is string => Boolean(key));
    if (keys.length === 0) return [];
    const rows = await this.#db
      .selectFrom('reply_places')
      .innerJoin('replies', 'replies.ref', 'reply_places.ref')
      .select(['reply_places.ref', 'replies.body'])
      .where('adapter', '=', place.adapter)
      .where('workspace', '=', place.workspace)
      .where('channel', '=', place.channel)
      // A platform may name a thread by its first message.
      .where((eb) => eb.or([eb('message_id', 'in', keys), eb('thread', 'in', keys)]))
      .orderBy('posted_at', 'desc')
      .orderBy('reply_places.ref')
      .limit(limit)
      .execute();
    return rows.map((row) => ({ ref: row.ref, body: JSON.parse(row.body) }));
  }

  /** What a person asked last, newest first, each question once. */
  async questionsOf(userId: string, limit: number): Promise<string[]> {
    const rows = await this.#db
      .selectFrom('replies')
      .select('body')
      .where('user_id', '=', userId)
      .orderBy('created_at', 'desc')
      .orderBy('ref')
      .limit(limit * 5)
      .execute();
    const questions = rows.flatMap(({ body }) => {
      const { kind, answer } = JSON.parse(body) as { kind: string; answer?: { question: string } };
      return kind === 'answer' && answer ? [answer.question] : [];
    });
    return [...new Set(questions)].slice(0, limit);
  }

  /** Deletes what was made for a person. */
  async deleteUser(userId: string): Promise<void> {
    await this.#delete('user_id', '=', userId);
  }

  /** Deletes replies older than an instant, and places of replies that nobody stored. */
  async deleteBefore(instant: Date): Promise<void> {
    await this.#delete('created_at', '<', instant.getTime());
    await this.#db.deleteFrom('reply_places').where('posted_at', '<', instant.getTime()).execute();
  }

  async #delete(column: 'user_id' | 'created_at', operator: '=' | '<', value: string | number) {
    await this.#db.transaction().execute(async (trx) => {
      const refs = trx.selectFrom('replies').select('ref').where(column, operator, value);
      await trx.deleteFrom('reply_places').where('ref', 'in', refs).execute();
      await trx.deleteFrom('replies').where(column, operator, value).execute();
    });
  }
}

/** Leaves pictures out: they are drawn for one post and are not needed by its buttons. */
function withoutBytes(this: Record<string, unknown>, key: string, value: unknown): unknown {
  return this[key] instanceof Uint8Array ? undefined : value;
}
