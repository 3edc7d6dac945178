import type { Paper } from './paper.ts';

/** Reads whole papers by id; the store is one. */
export interface PaperReader {
  /** Papers in the order of the ids; unknown ids are left out. */
  get(ids: readonly string[]): Promise<Paper[]>;
}
