import { chunks } from './chunks.ts';
import type { Database } from './database.ts';

export interface ListingTables {
  listings: { day: string; paper_id: string };
}

/** A paper on the daily list of a day, `YYYY-MM-DD`; it may stand on several. */
export interface Listing {
  day: string;
  paperId: string;
}

const CHUNK = 200;

/** Keeps which papers stood on which daily list. */
export class ListingStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Adds listings; those that are there already stay. */
  async add(listings: readonly Listing[]): Promise<void> {
    for (const chunk of chunks(listings, CHUNK)) {
      await this.#db
        .insertInto('listings')
        .values(chunk.map(({ day, paperId }) => ({ day, paper_id: paperId })))
        .onConflict((conflict) => conflict.columns(['day', 'paper_id']).doNothing())
        .execute();
    }
  }

  /** Listings from one day to another, both included, by day and id. */
  async between(from: string, to: string): Promise<Listing[]> {
    const rows = await this.#db
      .selectFrom('listings')
      .selectAll()
      .where('day', '>=', from)
      .where('day', '<=', to)
      .orderBy('day')
      .orderBy('paper_id')
      .execute();
    return rows.map((row) => ({ day: row.day, paperId: row.paper_id }));
  }

  /** Whether any list was ever read. */
  async any(): Promise<boolean> {
    const row = await this.#db.selectFrom('listings').select('day').limit(1).executeTakeFirst();
    return row !== undefined;
  }
}
