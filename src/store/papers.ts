import { createHash } from 'node:crypto';
import type { Transaction } from 'kysely';
import type { Paper } from '../corpus/paper.ts';
import { chunks } from './chunks.ts';
import type { Database } from './database.ts';
import type { Tables } from './tables.ts';

export interface PaperTables {
  papers: {
    id: string;
    title: string;
    title_key: string;
    record: string;
    content_hash: string;
    revision: number;
    added_revision: number;
  };
  /** Ids under which papers were known before their real id was. */
  paper_aliases: { alias: string; paper_id: string };
  counters: { name: string; value: number };
}

/** A stored paper and the hash of what indexes see of it. */
export interface StoredPaper {
  paper: Paper;
  contentHash: string;
}

/** Most parameters one statement may carry on every database we run on. */
const CHUNK = 400;

/** A title reduced to lower-case letters and digits, by which the same paper is recognised. */
export function titleKey(title: string): string {
  return title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
}

/** Hash of all that retrieval reads of a paper: it changes when the indexes must. */
export function contentHash(paper: Paper): string {
  const seen = [
    paper.title,
    paper.abstract,
    paper.authors ?? [],
    paper.publishedAt ?? '',
    paper.categories ?? [],
    paper.withdrawnAt ?? '',
  ];
  return createHash('sha256').update(JSON.stringify(seen)).digest('base64url').slice(0, 22);
}

/** Reads and writes papers. */
export class PaperStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Number of papers. */
  async count(): Promise<number> {
    const row = await this.#db
      .selectFrom('papers')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow();
    return Number(row.n);
  }

  /** Grows with every change of a paper; 0 for an empty store. */
  async revision(): Promise<number> {
    const row = await this.#db
      .selectFrom('counters')
      .select('value')
      .where('name', '=', 'papers')
      .executeTakeFirst();
    return row?.value ?? 0;
  }

  /** Papers by id, in the order of the ids; unknown ids are left out. See `find`. */
  async get(ids: readonly string[]): Promise<Paper[]> {
    const found = await this.find(ids);
    return ids.flatMap((id) => found.get(id) ?? []);
  }

  /**
   * Papers by the id that was asked for. An id that a paper had before its real one was known still
   * finds it.
   */
  async find(ids: readonly string[]): Promise<Map<string, Paper>> {
    const found = await this.#byIds(ids);
    const missing = ids.filter((id) => !found.has(id));
    if (missing.length === 0) return found;
    const renamed = await this.#aliases(missing);
    const papers = await this.#byIds([...renamed.values()]);
    for (const [alias, id] of renamed) {
      const paper = papers.get(id);
      if (paper) found.set(alias, paper);
    }
    return found;
  }

  async #byIds(ids: readonly string[]): Promise<Map<string, Paper>> {
    const found = new Map<string, Paper>();
    for (const chunk of chunks([...new Set(ids)], CHUNK)) {
      const rows = await this.#db
        .selectFrom('papers')
        .select(['id', 'record'])
        .where('id', 'in', chunk)
        .execute();
      for (const row of rows) found.set(row.id, JSON.parse(row.record));
    }
    return found;
  }

  async #aliases(ids: readonly string[]): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    for (const chunk of chunks([...new Set(ids)], CHUNK)) {
      const rows = await this.#db
        .selectFrom('paper_aliases')
        .selectAll()
        .where('alias', 'in', chunk)
        .execute();
      for (const row of rows) found.set(row.alias, row.paper_id);
    }
    return found;
  }

  /** Papers by the key of their title (see `titleKey`), those of one key in the order of their ids. */
  async byTitleKeys(keys: readonly string[]): Promise<Map<string, Paper[]>> {
    const found = new Map<string, Paper[]>();
    for (const chunk of chunks([...new Set(keys)], CHUNK)) {
      const rows = await this.#db
        .selectFrom('papers')
        .select(['title_key', 'record'])
        .where('title_key', 'in', chunk)
        .orderBy('id')
        .execute();
      for (const row of rows) {
        found.set(row.title_key, [...(found.get(row.title_key) ?? []), JSON.parse(row.record)]);
      }
    }
    return found;
  }

  /** The id of a paper of the latest revision that brought new ones; undefined for an empty store. */
  async newest(): Promise<string | undefined> {
    const row = await this.#db
      .selectFrom('papers')
      .select('id')
      .orderBy('added_revision', 'desc')
      .orderBy('id')
      .limit(1)
      .executeTakeFirst();
    return row?.id;
  }

  /** Papers that came in after a revision of the store, in the order of their ids. */
  async addedSince(revision: number): Promise<Paper[]> {
    const rows = await this.#db
      .selectFrom('papers')
      .select('record')
      .where('added_revision', '>', revision)
      .orderBy('id')
      .execute();
    return rows.map((row) => JSON.parse(row.record));
  }

  /** The paper with this title (case, spaces and punctuation ignored), or undefined. */
  async byTitle(title: string): Promise<Paper | undefined> {
    const row = await this.#db
      .selectFrom('papers')
      .select('record')
      .where('title_key', '=', titleKey(title))
      .orderBy('id')
      .executeTakeFirst();
    return row && JSON.parse(row.record);
  }

  /** All papers in the order of their ids, a page at a time so that a million fits in memory. */
  async *all(pageSize = 2000): AsyncGenerator<StoredPaper, void> {
    let after = '';
    for (;;) {
      const rows = await this.#db
        .selectFrom('papers')
        .select(['id', 'record', 'content_hash'])
        .where('id', '>', after)
        .orderBy('id')
        .limit(pageSize)
        .execute();
      for (const row of rows) {
        yield { paper: JSON.parse(row.record), contentHash: row.content_hash };
      }
      const last = rows.at(-1);
      if (!last || rows.length < pageSize) return;
      after = last.id;
    }
  }

  /**
   * Writes papers in one transaction, replacing those with the same id, and moves the revision on.
   * Callers merge with what is stored before. `renamed` tells which ids gave way to another: their
   * rows go, their observations and listings move, and the old id goes on finding the paper.
   */
  async put(
    papers: readonly Paper[],
    renamed: ReadonlyMap<string, string> = new Map(),
  ): Promise<void> {
    if (papers.length === 0) return;
    await this.#db.transaction().execute(async (trx) => {
      for (const [alias, id] of renamed) await rename(trx, alias, id);
      const { value: revision } = await trx
        .insertInto('counters')
        .values({ name: 'papers', value: 1 })
        .onConflict((conflict) =>
          conflict.column('name').doUpdateSet((eb) => ({ value: eb('counters.value', '+', 1) })),
        )
        .returning('value')
        .executeTakeFirstOrThrow();
      const rows = papers.map((paper) => ({
        id: paper.id,
        title: paper.title,
        title_key: titleKey(paper.title),
        record: JSON.stringify(paper),
        content_hash: contentHash(paper),
        revision,
        added_revision: revision,
      }));
      for (const chunk of chunks(rows, CHUNK / 4)) {
        await trx
          .insertInto('papers')
          .values(chunk)
          .onConflict((conflict) =>
            conflict.column('id').doUpdateSet((eb) => ({
              title: eb.ref('excluded.title'),
              title_key: eb.ref('excluded.title_key'),
              record: eb.ref('excluded.record'),
              content_hash: eb.ref('excluded.content_hash'),
              revision: eb.ref('excluded.revision'),
            })),
          )
          .execute();
      }
    });
  }
}

async function rename(trx: Transaction<Tables>, alias: string, id: string): Promise<void> {
  await trx.deleteFrom('papers').where('id', '=', alias).execute();
  await trx
    .updateTable('paper_aliases')
    .set({ paper_id: id })
    .where('paper_id', '=', alias)
    .execute();
  await trx
    .insertInto('paper_aliases')
    .values({ alias, paper_id: id })
    .onConflict((conflict) => conflict.column('alias').doUpdateSet({ paper_id: id }))
    .execute();
  await trx
    .updateTable('observations')
    .set({ paper_id: id })
    .where('paper_id', '=', alias)
    .where('at', 'not in', (eb) =>
      eb.selectFrom('observations').select('at').where('paper_id', '=', id),
    )
    .execute();
  await trx.deleteFrom('observations').where('paper_id', '=', alias).execute();
  await trx
    .updateTable('listings')
    .set({ paper_id: id })
    .where('paper_id', '=', alias)
    .where('day', 'not in', (eb) =>
      eb.selectFrom('listings').select('day').where('paper_id', '=', id),
    )
    .execute();
  await trx.deleteFrom('listings').where('paper_id', '=', alias).execute();
}
