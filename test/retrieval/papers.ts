import { readFileSync } from 'node:fs';
import type { Paper } from '../../src/corpus/paper.ts';
import type { PaperReader } from '../../src/corpus/paper-reader.ts';
import { packagePath } from '../../src/package-root.ts';
import type { IndexedPaper } from '../../src/retrieval/snapshot.ts';
import { contentHash } from '../../src/store/papers.ts';

/** The 65 papers that ship. */
export function shippedPapers(): Paper[] {
  return readFileSync(packagePath('corpus/papers.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Paper);
}

/** A paper reader over an array. */
export function readerOf(papers: readonly Paper[]): PaperReader {
  const byId = new Map(papers.map((paper) => [paper.id, paper]));
  return { get: async (ids) => ids.flatMap((id) => byId.get(id) ?? []) };
}

export const indexed = (papers: readonly Paper[]): IndexedPaper[] =>
  papers.map((paper) => ({ paper, contentHash: contentHash(paper) }));
