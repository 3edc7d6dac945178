import type { DocumentFilter } from './filter-documents.ts';
import type { PaperOrder } from './retriever.ts';
import type { Catalog } from './snapshot-catalog.ts';

/** Document numbers that pass a filter in the order of their dates; those without a date last. */
export function datedDocuments(
  { accept, candidates }: DocumentFilter,
  catalog: Pick<Catalog, 'size' | 'publishedAt'>,
  order: PaperOrder,
  k: number,
): number[] {
  const found: { document: number; date: string }[] = [];
  const undated = order === 'oldest' ? '\uffff' : '';
  for (const document of candidates ?? Array(catalog.size).keys()) {
    if (accept(document)) found.push({ document, date: catalog.publishedAt(document) ?? undated });
  }
  const sign = order === 'oldest' ? -1 : 1;
  return found
    .sort((a, b) => (a.date < b.date ? sign : a.date > b.date ? -sign : a.document - b.document))
    .slice(0, k)
    .map(({ document }) => document);
}
