import { chunks } from './chunks.ts';
import type { Database } from './database.ts';

export interface ObservationTables {
  observations: {
    paper_id: string;
    at: string;
    votes: number | null;
    comments: number | null;
    stars: number | null;
  };
}

/** Counts of a paper at one instant; undefined where the source did not tell. */
export interface StoredObservation {
  paperId: string;
  /** ISO instant. */
  at: string;
  votes?: number;
  comments?: number;
  stars?: number;
}

const CHUNK = 150;

/** Keeps every observation of votes, comments and stars. */
export class ObservationStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Adds observations; one of the same paper and instant that is there already stays. */
  async add(observations: readonly StoredObservation[]): Promise<void> {
    const told = observations.filter(
      ({ votes, comments, stars }) =>
        votes !== undefined || comments !== undefined || stars !== undefined,
    );
    if (told.length === 0) return;
    await this.#db.transaction().execute(async (trx) => {
      for (const chunk of chunks(told, CHUNK)) {
        await trx
          .insertInto('observations')
          .values(
            chunk.map(({ paperId, at, votes, comments, stars }) => ({
              paper_id: paperId,
              at,
              votes: votes ?? null,
              comments: comments ?? null,
              stars: stars ?? null,
            })),
          )
          .onConflict((conflict) => conflict.columns(['paper_id', 'at']).doNothing())
          .execute();
      }
    });
  }

  /** Number of observations. */
  async count(): Promise<number> {
    const row = await this.#db
      .selectFrom('observations')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow();
    return Number(row.n);
  }

  /** Ids of papers observed within a span of instants, both included. */
  async papersBetween(from: string, to: string): Promise<string[]> {
    const rows = await this.#db
      .selectFrom('observations')
      .select('paper_id')
      .distinct()
      .where('at', '>=', from)
      .where('at', '<=', to)
      .orderBy('paper_id')
      .execute();
    return rows.map((row) => row.paper_id);
  }

  /** All observations of papers up to an instant, by paper, oldest first. */
  async histories(
    paperIds: readonly string[],
    until: string,
  ): Promise<Map<string, StoredObservation[]>> {
    const found = new Map<string, StoredObservation[]>();
    for (const chunk of chunks([...new Set(paperIds)], CHUNK)) {
      const rows = await this.#db
        .selectFrom('observations')
        .selectAll()
        .where('paper_id', 'in', chunk)
        .where('at', '<=', until)
        .orderBy('paper_id')
        .orderBy('at')
        .execute();
      for (const row of rows) {
        const history = found.get(row.paper_id) ?? [];
        history.push({
          paperId: row.paper_id,
          at: row.at,
          votes: row.votes ?? undefined,
          comments: row.comments ?? undefined,
          stars: row.stars ?? undefined,
        });
        found.set(row.paper_id, history);
      }
    }
    return found;
  }
}
