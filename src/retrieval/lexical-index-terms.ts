import { StringList } from './string-list.ts';

const EMPTY = 0xffffffff;

/**
 * Numbers terms 0, 1, 2 … in typed arrays alone, so that a table of a million terms opens without
 * building a map.
 */
export class TermTable {
  readonly list: StringList;
  /** Open-addressing hash table of term numbers; its length is a power of two. */
  readonly slots: Uint32Array;

  constructor(list: StringList, slots: Uint32Array) {
    this.list = list;
    this.slots = slots;
  }

  /** A table of these distinct terms; each gets its position as number. */
  static of(terms: readonly string[]): TermTable {
    const list = StringList.of(terms);
    const capacity = 2 ** Math.ceil(Math.log2(Math.max(8, terms.length * 2)));
    const slots = new Uint32Array(capacity).fill(EMPTY);
    for (let id = 0; id < terms.length; id++) {
      let slot = hash(list.bytes(id)) & (capacity - 1);
      while (slots[slot] !== EMPTY) slot = (slot + 1) & (capacity - 1);
      slots[slot] = id;
    }
    return new TermTable(list, slots);
  }

  /** Number of terms. */
  get size(): number {
    return this.list.size;
  }

  /** The number of a term, or -1. */
  find(term: string): number {
    const bytes = Buffer.from(term);
    let slot = hash(bytes) & (this.slots.length - 1);
    for (;;) {
      const id = this.slots[slot]!;
      if (id === EMPTY) return -1;
      if (bytes.equals(this.list.bytes(id))) return id;
      slot = (slot + 1) & (this.slots.length - 1);
    }
  }

  /** The term with a number. */
  term(id: number): string {
    return this.list.get(id);
  }
}

/** FNV-1a, 32 bits. */
function hash(bytes: Uint8Array): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i++) h = Math.imul(h ^ bytes[i]!, 0x01000193);
  return (h ^ (h >>> 15)) >>> 0;
}
