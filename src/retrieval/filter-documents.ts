import { authorTerm, nameWords } from './authors.ts';
import type { LexicalIndex } from './lexical-index.ts';
import { filterTest } from './paper-filter.ts';
import type { PaperFilter } from './retriever.ts';
import type { Catalog } from './snapshot-catalog.ts';

/** A filter over the documents of a snapshot. */
export interface DocumentFilter {
  accept(document: number): boolean;
  /** Documents that may pass, where that is known without a look at each; undefined for all. */
  candidates?: ReadonlySet<number>;
}

/** Lets every document through. */
export const EVERY_DOCUMENT: DocumentFilter = { accept: () => true };

/** A filter as a test of document numbers; undefined when it lets everything through. */
export function documentFilter(
  filter: PaperFilter | undefined,
  catalog: Catalog,
  lexical: Pick<LexicalIndex, 'documentsWith'>,
): DocumentFilter | undefined {
  if (!filter || Object.values(filter).every((part) => part === undefined)) return undefined;
  const test = filterTest(filter);
  const candidates = candidatesOf(filter, catalog, lexical);
  const accept = (document: number) =>
    (!candidates || candidates.has(document)) &&
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
  return { accept, candidates };
}

/** Documents with the ids or with a word of each wanted name: authors' words are labels of the lexical index. */
function candidatesOf(
  { ids, authors, coauthors }: PaperFilter,
  catalog: Catalog,
  lexical: Pick<LexicalIndex, 'documentsWith'>,
): ReadonlySet<number> | undefined {
  if (ids) return new Set(ids.map((id) => catalog.find(id)).filter((document) => document >= 0));
  const names = authors?.length ? authors : coauthors?.slice(0, 1);
  if (!names?.length) return undefined;
  const found = new Set<number>();
  for (const name of names) {
    const [word] = nameWords(name);
    for (const document of word ? lexical.documentsWith(authorTerm(word)) : []) found.add(document);
  }
  return found;
}
