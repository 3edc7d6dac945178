import type { Paper } from '../corpus/paper.ts';
import { TermTable } from './lexical-index-terms.ts';
import { packArrays, unpackArrays } from './snapshot-arrays.ts';
import { StringList } from './string-list.ts';

const SEPARATOR = '\n';

interface CatalogParts {
  ids: TermTable;
  titles: StringList;
  /** Publication dates as stored, empty where unknown. */
  dates: StringList;
  /** Categories, one per line. */
  categories: StringList;
  /** Authors, one per line. */
  authors: StringList;
  /** Content hashes, by which unchanged papers are recognised. */
  hashes: StringList;
}

/**
 * What a search needs of each paper without reading it from the store, by document number. A
 * million papers take about 250 bytes each.
 */
export class Catalog {
  readonly #parts: CatalogParts;

  private constructor(parts: CatalogParts) {
    this.#parts = parts;
  }

  /** Number of papers. */
  get size(): number {
    return this.#parts.titles.size;
  }

  /** The document number of an id, or -1. */
  find(id: string): number {
    return this.#parts.ids.find(id);
  }

  id(document: number): string {
    return this.#parts.ids.term(document);
  }

  title(document: number): string {
    return this.#parts.titles.get(document);
  }

  publishedAt(document: number): string | undefined {
    return this.#parts.dates.get(document) || undefined;
  }

  categories(document: number): string[] {
    return lines(this.#parts.categories.get(document));
  }

  authors(document: number): string[] {
    return lines(this.#parts.authors.get(document));
  }

  contentHash(document: number): string {
    return this.#parts.hashes.get(document);
  }

  /** The catalog as bytes, for `Catalog.open`. */
  pack(): Uint8Array {
    const { ids, ...lists } = this.#parts;
    const arrays: Record<string, Uint8Array | Uint32Array> = {
      idText: ids.list.text,
      idStarts: ids.list.starts,
      idSlots: ids.slots,
    };
    for (const [name, list] of Object.entries(lists)) {
      arrays[`${name}Text`] = list.text;
      arrays[`${name}Starts`] = list.starts;
    }
    return packArrays(null, arrays);
  }

  /** @throws IndexUnusableError */
  static open(bytes: Uint8Array, name: string): Catalog {
    const { arrays } = unpackArrays(bytes, name);
    const list = (of: string) =>
      new StringList(arrays[`${of}Text`] as Uint8Array, arrays[`${of}Starts`] as Uint32Array);
    return new Catalog({
      ids: new TermTable(list('id'), arrays.idSlots as Uint32Array),
      titles: list('titles'),
      dates: list('dates'),
      categories: list('categories'),
      authors: list('authors'),
      hashes: list('hashes'),
    });
  }

  /** Collects papers, which are numbered 0, 1, 2 … as they are added. */
  static builder(): CatalogBuilder {
    const ids: string[] = [];
    const titles: string[] = [];
    const dates: string[] = [];
    const categories: string[] = [];
    const authors: string[] = [];
    const hashes: string[] = [];
    return {
      add(paper, contentHash) {
        ids.push(paper.id);
        titles.push(paper.title);
        dates.push(paper.publishedAt ?? '');
        categories.push((paper.categories ?? []).join(SEPARATOR));
        authors.push((paper.authors ?? []).join(SEPARATOR));
        hashes.push(contentHash);
      },
      build: () =>
        new Catalog({
          ids: TermTable.of(ids),
          titles: StringList.of(titles),
          dates: StringList.of(dates),
          categories: StringList.of(categories),
          authors: StringList.of(authors),
          hashes: StringList.of(hashes),
        }),
    };
  }
}

function lines(text: string): string[] {
  return text ? text.split(SEPARATOR) : [];
}

export interface CatalogBuilder {
  /** Adds the next paper; ids must be distinct. */
  add(paper: Paper, contentHash: string): void;
  build(): Catalog;
}
