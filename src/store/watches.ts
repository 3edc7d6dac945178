import { chunks } from './chunks.ts';
import type { Database } from './database.ts';

export interface WatchTables {
  watches: {
    id: string;
    owner: string;
    kind: WatchKind;
    text: string;
    text_key: string;
    threshold: number;
    created_at: string;
    seen_revision: number;
  };
  watch_matches: { watch_id: string; paper_id: string; score: number; matched_at: string };
}

/** What is watched for: papers that speak to a query, or papers of an author. */
export type WatchKind = 'query' | 'author';

/** A saved query, or an author somebody follows. */
export interface Watch {
  id: string;
  /** Whose it is, as `ownerKey` writes it. */
  owner: string;
  kind: WatchKind;
  /** The query or the author's name as it was given. */
  text: string;
  /** Least relevance in [0, 1]; 0 for authors. */
  threshold: number;
  /** ISO instant. */
  createdAt: string;
  /** Revision of the store up to which papers were looked at. */
  seenRevision: number;
}

/** A paper that a watch found. */
export interface WatchMatch {
  watchId: string;
  paperId: string;
  score: number;
  /** ISO instant. */
  matchedAt: string;
}

const CHUNK = 200;

/** Keeps watches and what they found. */
export class WatchStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Stores a watch; if the owner has the same one, only its threshold changes. Gives what is stored. */
  async put(watch: Watch): Promise<Watch> {
    const row = await this.#db
      .insertInto('watches')
      .values({
        id: watch.id,
        owner: watch.owner,
        kind: watch.kind,
        text: watch.text,
        text_key: watch.text.toLowerCase(),
        threshold: watch.threshold,
        created_at: watch.createdAt,
        seen_revision: watch.seenRevision,
      })
      .onConflict((conflict) =>
        conflict
          .columns(['owner', 'kind', 'text_key'])
          .doUpdateSet((eb) => ({ threshold: eb.ref('excluded.threshold') })),
      )
      .returningAll()
      .executeTakeFirstOrThrow();
    return watchOf(row);
  }

  /** Watches of an owner, or of everybody, oldest first. */
  async list(owner?: string): Promise<Watch[]> {
    const rows = await this.#db
      .selectFrom('watches')
      .selectAll()
      .$if(owner !== undefined, (query) => query.where('owner', '=', owner!))
      .orderBy('created_at')
      .orderBy('id')
      .execute();
    return rows.map(watchOf);
  }

  /** Removes a watch of an owner and what it found; false if there is none. */
  async remove(owner: string, id: string): Promise<boolean> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('watches')
      .where('owner', '=', owner)
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    if (numDeletedRows > 0n) {
      await this.#db.deleteFrom('watch_matches').where('watch_id', '=', id).execute();
    }
    return numDeletedRows > 0n;
  }

  /** Stores what a watch found up to a revision; a paper that it found before stays as it was. */
  async addMatches(
    watchId: string,
    matches: readonly WatchMatch[],
    seenRevision: number,
  ): Promise<void> {
    await this.#db.transaction().execute(async (trx) => {
      await trx
        .updateTable('watches')
        .set({ seen_revision: seenRevision })
        .where('id', '=', watchId)
        .execute();
      for (const chunk of chunks(matches, CHUNK)) {
        await trx
          .insertInto('watch_matches')
          .values(
            chunk.map((match) => ({
              watch_id: match.watchId,
              paper_id: match.paperId,
              score: match.score,
              matched_at: match.matchedAt,
            })),
          )
          .onConflict((conflict) => conflict.columns(['watch_id', 'paper_id']).doNothing())
          .execute();
      }
    });
  }

  /** What an owner's watches found after an instant, best first. */
  async matches(owner: string, since: string): Promise<WatchMatch[]> {
    const rows = await this.#db
      .selectFrom('watch_matches')
      .innerJoin('watches', 'watches.id', 'watch_matches.watch_id')
      .selectAll('watch_matches')
      .where('watches.owner', '=', owner)
      .where('watch_matches.matched_at', '>', since)
      .orderBy('watch_matches.score', 'desc')
      .orderBy('watch_matches.paper_id')
      .execute();
    return rows.map((row) => ({
      watchId: row.watch_id,
      paperId: row.paper_id,
      score: row.score,
      matchedAt: row.matched_at,
    }));
  }
}

function watchOf(row: WatchTables['watches']): Watch {
  return {
    id: row.id,
    owner: row.owner,
    kind: row.kind,
    text: row.text,
    threshold: row.threshold,
    createdAt: row.created_at,
    seenRevision: row.seen_revision,
  };
}
