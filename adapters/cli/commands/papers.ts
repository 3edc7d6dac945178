import { type Paperboy, toBibtex } from '../../../src/index.ts';
import type { Output } from '../output.ts';
import { renderPaper } from '../render.ts';

/** `paper ID-OR-TITLE`: one paper. */
export async function paper(
  paperboy: Paperboy,
  query: string,
  options: { json?: boolean },
  output: Output,
): Promise<number> {
  const found = await paperboy.findPaper(query);
  if (options.json) output.json(found);
  else output.data(renderPaper(found, output.style));
  return 0;
}

/** `bibtex ID…`: BibTeX entries. */
export async function bibtex(
  paperboy: Paperboy,
  queries: string[],
  output: Output,
): Promise<number> {
  const papers = [];
  for (const query of queries) papers.push(await paperboy.findPaper(query));
  output.data(toBibtex(papers).trimEnd());
  return 0;
}
