import type { Paper } from '../corpus/paper.ts';
import { TermTable } from './lexical-index-terms.ts';
import { buildGrams, findFuzzy, type GramArrays } from './name-index-fuzzy.ts';
import { nameKey, paperNames } from './names.ts';
import { packArrays, unpackArrays } from './snapshot-arrays.ts';
import { StringList } from './string-list.ts';

/** A paper under a name. */
export interface NamedDocument {
  document: number;
  /** In [0, 1]: how surely the name is the paper's own. */
  strength: number;
}

/** A name that was found. */
export interface FoundName {
  /** As a paper writes it. */
  name: string;
  key: string;
  /** Edits between what was asked and the name. */
  distance: number;
  /** Papers under it, strongest first. */
  documents: NamedDocument[];
}

interface NameParts extends GramArrays {
  /** Keys in ascending order of their UTF-16 units, so that a prefix is a range. */
  keys: TermTable;
  /** The first written form of each key. */
  written: StringList;
  /** Documents of key k lie at `starts[k]` to `starts[k + 1]`, strongest first. */
  starts: Uint32Array;
  documents: Uint32Array;
  /** Strength in 1/255. */
  strengths: Uint8Array;
}

const MOST_BY_PREFIX = 2000;

/** Names of papers -> papers, in typed arrays. */
export class NameIndex {
  readonly #parts: NameParts;

  private constructor(parts: NameParts) {
    this.#parts = parts;
  }

  /** Papers under a name; spaces, hyphens, case and accents do not matter. */
  exact(name: string): FoundName | undefined {
    const key = this.#parts.keys.find(nameKey(name));
    return key < 0 ? undefined : this.#found(key, 0);
  }

  /** Names that begin so, in alphabetical order, at most some thousand. */
  byPrefix(prefix: string): FoundName[] {
    const start = nameKey(prefix);
    if (!start) return [];
    const { keys } = this.#parts;
    let low = 0;
    let high = keys.size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (keys.term(middle) < start) low = middle + 1;
      else high = middle;
    }
    const found: FoundName[] = [];
    for (let key = low; key < keys.size && found.length < MOST_BY_PREFIX; key++) {
      if (!keys.term(key).startsWith(start)) break;
      found.push(this.#found(key, 0));
    }
    return found;
  }

  /** Names that differ by a typo or two, nearest first; another number is another name. */
  byTypo(name: string): FoundName[] {
    const { keys } = this.#parts;
    return findFuzzy(nameKey(name), keys, this.#parts)
      .filter(({ distance }) => distance > 0)
      .map(({ key, distance }) => this.#found(key, distance))
      .filter((found) => digits(found.key) === digits(nameKey(name)));
  }

  #found(key: number, distance: number): FoundName {
    const { keys, written, starts, documents, strengths } = this.#parts;
    const list: NamedDocument[] = [];
    for (let i = starts[key]!; i < starts[key + 1]!; i++) {
      list.push({ document: documents[i]!, strength: strengths[i]! / 255 });
    }
    return { name: written.get(key), key: keys.term(key), distance, documents: list };
  }

  /** The index as bytes, for `NameIndex.open`. */
  pack(): Uint8Array {
    const { keys, written, ...arrays } = this.#parts;
    return packArrays(null, {
      keyText: keys.list.text,
      keyStarts: keys.list.starts,
      keySlots: keys.slots,
      writtenText: written.text,
      writtenStarts: written.starts,
      ...arrays,
    });
  }

  /** @throws IndexUnusableError */
  static open(bytes: Uint8Array, name: string): NameIndex {
    const arrays = unpackArrays(bytes, name).arrays as Record<string, Uint32Array> & {
      keyText: Uint8Array;
      writtenText: Uint8Array;
      strengths: Uint8Array;
    };
    return new NameIndex({
      keys: new TermTable(new StringList(arrays.keyText, arrays.keyStarts!), arrays.keySlots!),
      written: new StringList(arrays.writtenText, arrays.writtenStarts!),
      starts: arrays.starts!,
      documents: arrays.documents!,
      strengths: arrays.strengths,
      gramStarts: arrays.gramStarts!,
      gramKeys: arrays.gramKeys!,
    });
  }

  /** Collects names paper by paper. */
  static builder(): NameIndexBuilder {
    const entries = new Map<string, { name: string; documents: number[]; strengths: number[] }>();
    let document = 0;
    return {
      add(paper) {
        for (const { name, strength } of paperNames(paper)) {
          const key = nameKey(name);
          let entry = entries.get(key);
          if (!entry) {
            entry = { name, documents: [], strengths: [] };
            entries.set(key, entry);
          }
          entry.documents.push(document);
          entry.strengths.push(Math.round(strength * 255));
        }
        document++;
      },
      build() {
        const keys = [...entries.keys()].sort();
        const starts = new Uint32Array(keys.length + 1);
        for (const [i, key] of keys.entries()) {
          starts[i + 1] = starts[i]! + entries.get(key)!.documents.length;
        }
        const documents = new Uint32Array(starts[keys.length]!);
        const strengths = new Uint8Array(documents.length);
        for (const [i, key] of keys.entries()) {
          const entry = entries.get(key)!;
          const order = entry.documents.map((_, at) => at);
          order.sort((a, b) => entry.strengths[b]! - entry.strengths[a]! || a - b);
          for (const [at, from] of order.entries()) {
            documents[starts[i]! + at] = entry.documents[from]!;
            strengths[starts[i]! + at] = entry.strengths[from]!;
          }
        }
        return new NameIndex({
          keys: TermTable.of(keys),
          written: StringList.of(keys.map((key) => entries.get(key)!.name)),
          starts,
          documents,
          strengths,
          ...buildGrams(keys),
        });
      },
    };
  }
}

const digits = (key: string) => key.replace(/\D/g, '');

/** Collects the names of papers, which are numbered 0, 1, 2 … as they are added. */
export interface NameIndexBuilder {
  add(paper: Pick<Paper, 'title' | 'abstract'>): void;
  build(): NameIndex;
}
