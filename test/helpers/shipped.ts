import { readFileSync } from 'node:fs';
import type { Paper } from '../../src/corpus/paper.ts';
import { packagePath } from '../../src/package-root.ts';
import { createLearnedEmbedder } from '../../src/retrieval/embedders/learned/index.ts';
import { Library } from '../../src/retrieval/library.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { PaperStore } from '../../src/store/papers.ts';
import { temporaryDir } from './databases.ts';

/** The shipped papers. */
export function shippedPapers(): Paper[] {
  const text = readFileSync(packagePath('corpus', 'papers.jsonl'), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** A store in a directory of its own with the shipped papers, indexed. */
export async function shippedLibrary(): Promise<{
  db: Database;
  papers: PaperStore;
  library: Library;
  dataDir: string;
}> {
  const dataDir = temporaryDir();
  const db = await openDatabase({ dataDir });
  const papers = new PaperStore(db);
  await papers.put(shippedPapers());
  const embedder = await createLearnedEmbedder();
  const library = new Library({
    papers,
    embedder,
    indexDir: `${dataDir}/index`,
    notice: () => {},
  });
  await library.refresh();
  return { db, papers, library, dataDir };
}
