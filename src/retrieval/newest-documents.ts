import type { DocumentFilter } from './filter-documents.ts';
import type { Catalog } from './snapshot-catalog.ts';

/** Document numbers that pass a filter, the newest first; those without a date last. */
export function newestDocuments(
  { accept, candidates }: DocumentFilter,
  catalog: Pick<Catalog, 'size' | 'publishedAt'>,
  k: number,
): number[] {
  const found: { document: number; date: string }[] = [];
  for (const document of candidates ?? Array(catalog.size).keys()) {
    if (accept(document)) found.push({ document, date: catalog.publishedAt(document) ?? '' });
  }
  return found
    .sort((a, b) => (a.date < b.date ? 1 : a.date > b.date ? -1 : a.document - b.document))
    .slice(0, k)
    .map(({ document }) => document);
}
