import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { IndexUnusableError } from '../errors.ts';
import { decodeFlatHeader, FLAT_HEADER_BYTES } from './flat-file.ts';
import type { VectorIndexInfo } from './vector-index.ts';

/** The kinds of FAISS index a manifest may name; anything else on disk is refused. */
const INDEX_TYPES = ['Flat'] as const;

/** What the manifest of a saved FAISS index says, beside its files. */
export interface Notes extends VectorIndexInfo {
  version: 1;
  type: (typeof INDEX_TYPES)[number];
  metric: 'inner_product';
  dimensions: number;
  count: number;
}

/** Refuses an index that is of another kind, version or embedder than this program can use. */
export function checkNotes(notes: Notes, expected: { embedder: string; dimensions: number }): void {
  if (
    notes.version !== 1 ||
    notes.metric !== 'inner_product' ||
    !INDEX_TYPES.includes(notes.type)
  ) {
    throw new IndexUnusableError(
      `This program cannot use a ${notes.type} index with ${notes.metric}.`,
    );
  }
  if (notes.embedder !== expected.embedder || notes.dimensions !== expected.dimensions) {
    throw new IndexUnusableError(
      `The index was made with ${notes.embedder} (${notes.dimensions} dimensions), ` +
        `the embedder is ${expected.embedder} (${expected.dimensions}).`,
    );
  }
}

/** The ids by label. */
export function readIds(file: string, count: number): string[] {
  const ids: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!Array.isArray(ids) || ids.length !== count || new Set(ids).size !== count) {
    throw new IndexUnusableError(`The list of ids in ${file} does not fit the index.`);
  }
  return ids;
}

/** The path itself, once the file's head says what the manifest says. */
export function checkedFlatFile(file: string, { dimensions, count }: Notes): string {
  const head = Buffer.alloc(FLAT_HEADER_BYTES);
  const fd = openSync(file, 'r');
  try {
    const { size } = fstatSync(fd);
    const header = decodeFlatHeader(head.subarray(0, readSync(fd, head, 0, head.length, 0)), size);
    if (
      header.metric === 'inner_product' &&
      header.dimensions === dimensions &&
      header.count === count
    ) {
      return file;
    }
  } finally {
    closeSync(fd);
  }
  throw new IndexUnusableError(`The vectors in ${file} are not those of the manifest.`);
}
