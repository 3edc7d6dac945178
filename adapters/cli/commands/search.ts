import { type Paperboy, PaperboyError, type PaperFilter } from '../../../src/index.ts';
import { inputLines } from '../input.ts';
import { hitsJson } from '../json.ts';
import type { Output } from '../output.ts';
import { renderHits } from '../render.ts';

export interface SearchCommandOptions {
  json?: boolean;
  k: number;
  filter?: PaperFilter;
}

/** `search QUERY`: ranked papers. */
export async function search(
  paperboy: Paperboy,
  query: string,
  options: SearchCommandOptions,
  output: Output,
): Promise<number> {
  const started = performance.now();
  const retriever = await paperboy.retriever();
  const hits = await retriever.search(query, { k: options.k, filter: options.filter });
  if (options.json) output.json(hitsJson(query, hits, elapsed(started)));
  else output.data(renderHits(hits) || 'Nothing found.');
  return 0;
}

/** `search --batch`: a query a line in, results a line out, in order. */
export async function searchBatch(
  paperboy: Paperboy,
  options: SearchCommandOptions,
  output: Output,
): Promise<number> {
  const retriever = await paperboy.retriever();
  let code = 0;
  for await (const query of inputLines()) {
    const started = performance.now();
    try {
      const hits = await retriever.search(query, { k: options.k, filter: options.filter });
      output.json(hitsJson(query, hits, elapsed(started)));
    } catch (error) {
      if (!(error instanceof PaperboyError)) throw error;
      code = 1;
      output.json({ query, results: [], error: error.message });
    }
  }
  return code;
}

/** `similar ID-OR-TITLE`: papers like one. */
export async function similar(
  paperboy: Paperboy,
  query: string,
  options: SearchCommandOptions,
  output: Output,
): Promise<number> {
  const started = performance.now();
  const retriever = await paperboy.retriever();
  const paper = await paperboy.findPaper(query);
  const hits = await retriever.similar(paper.id, { k: options.k, filter: options.filter });
  if (options.json) output.json(hitsJson(query, hits, elapsed(started)));
  else output.data(renderHits(hits) || 'Nothing found.');
  return 0;
}

/** Milliseconds since an instant of `performance.now()`, to a tenth. */
export function elapsed(started: number): number {
  return Math.round((performance.now() - started) * 10) / 10;
}
