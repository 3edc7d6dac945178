import { filterTest } from './paper-filter.ts';
import type { PaperFilter } from './retriever.ts';
import type { Catalog } from './snapshot-catalog.ts';

/** A filter as a test of document numbers; undefined when it lets everything through. */
export function acceptedBy(
  filter: PaperFilter | undefined,
  catalog: Catalog,
): ((document: number) => boolean) | undefined {
  if (!filter || Object.values(filter).every((part) => part === undefined)) return undefined;
  const test = filterTest(filter);
  return (document) =>
    // Getters, so that only what the filter looks at is decoded.
    test({
      get id() {
        return catalog.id(document);
      },
      get publishedAt() {
        return catalog.publishedAt(document);
      },
      get categories() {
        return catalog.categories(document);
      },
      get authors() {
        return catalog.authors(document);
      },
    });
}
