import type { Database } from './database.ts';

export interface FeedbackTables {
  feedback: {
    ref: string;
    paper_id: string;
    user_id: string;
    adapter: string;
    workspace: string;
    channel: string;
    value: number;
    given_at: number;
  };
}

/** A thumb up (1) or down (-1) on an answer or on one paper of a reply. */
export interface Feedback {
  ref: string;
  /** Empty for an answer as a whole. */
  paperId: string;
  userId: string;
  adapter: string;
  workspace: string;
  channel: string;
  value: 1 | -1;
}

/** Keeps thumbs; a person's last word on a thing counts. */
export class FeedbackStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async give(feedback: Feedback, now: Date): Promise<void> {
    const { paperId, userId, ...rest } = feedback;
    const given_at = now.getTime();
    await this.#db
      .insertInto('feedback')
      .values({ ...rest, paper_id: paperId, user_id: userId, given_at })
      .onConflict((conflict) =>
        conflict
          .columns(['ref', 'paper_id', 'user_id'])
          .doUpdateSet({ value: feedback.value, given_at }),
      )
      .execute();
  }

  /** Sum of thumbs a paper got in a channel, for papers that got any. */
  async papersOf(channel: {
    adapter: string;
    workspace: string;
    channel: string;
  }): Promise<{ paperId: string; value: number }[]> {
    const rows = await this.#db
      .selectFrom('feedback')
      .select(['paper_id', (eb) => eb.fn.sum<number>('value').as('value')])
      .where('adapter', '=', channel.adapter)
      .where('workspace', '=', channel.workspace)
      .where('channel', '=', channel.channel)
      .where('paper_id', '<>', '')
      .groupBy('paper_id')
      .orderBy('paper_id')
      .execute();
    return rows.map((row) => ({ paperId: row.paper_id, value: Number(row.value) }));
  }

  async deleteUser(userId: string): Promise<void> {
    await this.#db.deleteFrom('feedback').where('user_id', '=', userId).execute();
  }

  async deleteBefore(instant: Date): Promise<void> {
    await this.#db.deleteFrom('feedback').where('given_at', '<', instant.getTime()).execute();
  }
}
