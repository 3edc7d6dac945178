import type { Paper } from '../corpus/paper.ts';
import { nameWords } from './authors.ts';
import type { PaperFilter } from './retriever.ts';

/** What a filter looks at. */
export type Filterable = Pick<Paper, 'id' | 'publishedAt' | 'categories' | 'authors'>;

/**
 * Compares two ISO dates as far as both are known, so that `2024` is neither before nor after
 * `2024-10-15`.
 */
function compareDates(a: string, b: string): number {
  const known = Math.min(a.length, b.length);
  const [left, right] = [a.slice(0, known), b.slice(0, known)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** An empty list asks for nothing in particular. */
const some = (list: string[] | undefined) => (list?.length ? list : undefined);

/**
 * A filter as a test of one paper; every given part must hold. A paper that lacks what a part asks
 * about (no date, no authors) does not pass it.
 */
export function filterTest(filter: PaperFilter): (paper: Filterable) => boolean {
  const { from, to } = filter;
  const ids = filter.ids && new Set(filter.ids);
  const categories = some(filter.categories)?.map((category) => category.toLowerCase());
  const authors = namesOf(filter.authors);
  const coauthors = namesOf(filter.coauthors);

  const inCategory = (category: string) => {
    const lower = category.toLowerCase();
    return categories!.some((wanted) => lower === wanted || lower.startsWith(`${wanted}.`));
  };
  return (paper) =>
    (!ids || ids.has(paper.id)) &&
    (!from || (!!paper.publishedAt && compareDates(paper.publishedAt, from) >= 0)) &&
    (!to || (!!paper.publishedAt && compareDates(paper.publishedAt, to) <= 0)) &&
    (!categories || (paper.categories ?? []).some(inCategory)) &&
    (!authors || wroteAny(paper, authors)) &&
    (!coauthors || coauthors.every((name) => wroteAny(paper, [name])));
}

/** Names as their words. */
function namesOf(list: string[] | undefined): string[][] | undefined {
  return some(list)
    ?.map(nameWords)
    .filter((name) => name.length > 0);
}

function wroteAny(paper: Filterable, names: readonly string[][]): boolean {
  return (paper.authors ?? []).some((author) => {
    const held = new Set(nameWords(author));
    return names.some((name) => name.every((word) => held.has(word)));
  });
}
