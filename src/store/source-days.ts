import type { Database } from './database.ts';

export interface SourceDayTables {
  source_days: {
    source: string;
    day: string;
    state: SourceDayState;
    papers: number;
    fetched_at: string;
    reason: string | null;
  };
}

/** How the list of a day was found: with papers, without any, not to be had, or not yet there. */
export type SourceDayState = 'ok' | 'empty' | 'failed' | 'not_open';

/** What is known of a source's list of one day. */
export interface SourceDay {
  source: string;
  /** `YYYY-MM-DD`. */
  day: string;
  state: SourceDayState;
  papers: number;
  /** ISO instant. */
  fetchedAt: string;
  /** Why it failed, in words. */
  reason?: string;
}

/** Keeps what is known of each day's list. */
export class SourceDayStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Remembers the last fetch of a day. A failure does not hide that the day was read before. */
  async record(entry: SourceDay): Promise<void> {
    const row = {
      source: entry.source,
      day: entry.day,
      state: entry.state,
      papers: entry.papers,
      fetched_at: entry.fetchedAt,
      reason: entry.reason ?? null,
    };
    await this.#db
      .insertInto('source_days')
      .values(row)
      .onConflict((conflict) => {
        const update = conflict.columns(['source', 'day']).doUpdateSet(row);
        return entry.state === 'failed' ? update.where('source_days.state', '!=', 'ok') : update;
      })
      .execute();
  }

  /** The days of a source from one to another, both included, in order. */
  async between(source: string, from: string, to: string): Promise<SourceDay[]> {
    const rows = await this.#db
      .selectFrom('source_days')
      .selectAll()
      .where('source', '=', source)
      .where('day', '>=', from)
      .where('day', '<=', to)
      .orderBy('day')
      .execute();
    return rows.map((row) => ({
      source: row.source,
      day: row.day,
      state: row.state,
      papers: row.papers,
      fetchedAt: row.fetched_at,
      reason: row.reason ?? undefined,
    }));
  }
}
