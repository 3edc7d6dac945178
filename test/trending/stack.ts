import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { FixedClock } from '../../src/clock.ts';
import { ingest } from '../../src/corpus/ingest.ts';
import { createEmbedder } from '../../src/retrieval/embedders/factory.ts';
import { Library } from '../../src/retrieval/library.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { PaperStore } from '../../src/store/papers.ts';
import { createTrending } from '../../src/trending/ranking.ts';
import type { Trending } from '../../src/trending/trending.ts';
import { Watches } from '../../src/trending/watch.ts';
import { databaseKinds } from '../helpers/databases.ts';

/** Store, retriever and what stands on them, all real. */
export interface Stack {
  db: Database;
  papers: PaperStore;
  clock: FixedClock;
  trending: Trending;
  watches: Watches;
  /** Ingests records, one JSON object each. */
  add(records: object[]): Promise<void>;
  /** Ingests a source as a person would name it. */
  ingest(source: string): Promise<void>;
  /** Brings the indexes up to date. */
  index(): Promise<void>;
  close(): Promise<void>;
}

export async function openStack(now: string): Promise<Stack> {
  const location = await databaseKinds[0]!.locate();
  const db = await openDatabase(location);
  const papers = new PaperStore(db);
  const clock = new FixedClock(now);
  const embedder = await createEmbedder();
  const indexDir = path.join(location.dataDir, 'index');
  const library = new Library({ papers, embedder, indexDir, notice: () => {} });
  await library.refresh();
  const retriever = async () => library.retriever;
  let files = 0;
  const read = async (source: string) => void (await ingest([source], { db, papers, clock }));
  return {
    db,
    papers,
    clock,
    trending: createTrending({ db, papers, clock, retriever, embedder: async () => embedder }),
    watches: new Watches({ db, papers, clock, retriever }),
    async add(records) {
      const file = path.join(location.dataDir, `records-${files++}.jsonl`);
      mkdirSync(location.dataDir, { recursive: true });
      writeFileSync(file, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
      await read(file);
    },
    ingest: read,
    index: async () => void (await library.refresh()),
    async close() {
      await db.destroy();
      await location.dispose();
    },
  };
}

/** A record of a daily list as a collector of the pages writes it. */
export function listed(
  id: string,
  day: string,
  readings: Record<string, number>,
  more: { title?: string; abstract?: string; github_url?: string; authors?: string[] } = {},
): object[] {
  const { title = `A Study of Subject ${id}`, abstract = `We look at subject ${id} closely.` } =
    more;
  return Object.entries(readings).map(([fetched_at, upvotes]) => ({
    paper_id: id,
    date: day,
    authors: ['Ada Lovelace'],
    ...more,
    title,
    abstract,
    upvotes,
    fetched_at,
  }));
}
