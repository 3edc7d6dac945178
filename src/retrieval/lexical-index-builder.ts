import { phrases, tokens, tokenTerms } from './analyzer.ts';
import { LexicalIndex } from './lexical-index.ts';
import { TermTable } from './lexical-index-terms.ts';

/** How often a word of the title counts, beside once for each time in the abstract. */
const TITLE_WEIGHT = 2;
const MAX_FREQUENCY = 255;

interface NumberedTerms {
  words: number[];
  variants: number[];
}

/** Collects documents one by one and turns them into a `LexicalIndex`. */
export class LexicalIndexBuilder {
  readonly #ids = new Map<string, number>();
  readonly #terms: string[] = [];
  readonly #memo = new Map<string, NumberedTerms>();
  readonly #lengths = new Growable();
  /** Postings in the order of documents: term numbers and frequencies, and where each one ends. */
  readonly #postingTerms = new Growable();
  readonly #postingCounts = new Growable();
  readonly #ends = new Growable();
  readonly #touched: number[] = [];
  #counts = new Uint32Array(1024);

  /**
   * Adds the next document.
   * @param labels terms that it is found by as they are; they count nothing in its length
   */
  add(title: string, body: string, labels: Iterable<string> = []): void {
    const length = this.#count(title, TITLE_WEIGHT) + this.#count(body, 1);
    for (const label of labels) this.#raise(this.#id(label), 1);
    for (const term of this.#touched) {
      this.#postingTerms.push(term);
      this.#postingCounts.push(Math.min(MAX_FREQUENCY, this.#counts[term]!));
      this.#counts[term] = 0;
    }
    this.#touched.length = 0;
    this.#lengths.push(length);
    this.#ends.push(this.#postingTerms.length);
  }

  /** Counts a field's terms; gives its length in words. */
  #count(text: string, weight: number): number {
    let length = 0;
    const sequence: number[] = [];
    for (const token of tokens(text)) {
      const { words, variants } = this.#numbered(token);
      for (const id of words) {
        this.#raise(id, weight);
        sequence.push(id);
      }
      for (const id of variants) this.#raise(id, weight);
      length += words.length * weight;
    }
    const written = sequence.map((id) => this.#terms[id]!);
    for (let i = 0; i < written.length; i++) {
      for (const term of phrases.at(written, i)) this.#raise(this.#id(term), weight);
    }
    return length;
  }

  #raise(id: number, weight: number): void {
    if (this.#counts[id] === 0) this.#touched.push(id);
    this.#counts[id]! += weight;
  }

  #numbered(token: string): NumberedTerms {
    let known = this.#memo.get(token);
    if (!known) {
      const { words, variants } = tokenTerms(token);
      known = { words: words.map((w) => this.#id(w)), variants: variants.map((v) => this.#id(v)) };
      this.#memo.set(token, known);
    }
    return known;
  }

  #id(term: string): number {
    let id = this.#ids.get(term);
    if (id === undefined) {
      id = this.#terms.length;
      this.#ids.set(term, id);
      this.#terms.push(term);
      if (id >= this.#counts.length) {
        const larger = new Uint32Array(this.#counts.length * 2);
        larger.set(this.#counts);
        this.#counts = larger;
      }
    }
    return id;
  }

  /** The index of what was added; postings are brought from document order into term order. */
  build(): LexicalIndex {
    const terms = this.#postingTerms.array();
    const counts = this.#postingCounts.array();
    const ends = this.#ends.array();
    const starts = new Uint32Array(this.#terms.length + 1);
    for (const term of terms) starts[term + 1]!++;
    for (let i = 0; i < this.#terms.length; i++) starts[i + 1]! += starts[i]!;
    const next = starts.slice();
    const documents = new Uint32Array(terms.length);
    const frequencies = new Uint8Array(terms.length);
    for (let document = 0, i = 0; document < ends.length; document++) {
      for (; i < ends[document]!; i++) {
        const at = next[terms[i]!]!++;
        documents[at] = document;
        frequencies[at] = counts[i]!;
      }
    }
    return new LexicalIndex({
      terms: TermTable.of(this.#terms),
      starts,
      documents,
      frequencies,
      lengths: this.#lengths.array(),
    });
  }
}

/** An array of unsigned 32-bit numbers that grows. */
class Growable {
  #items = new Uint32Array(1024);
  length = 0;

  push(value: number): void {
    if (this.length === this.#items.length) {
      const larger = new Uint32Array(this.#items.length * 2);
      larger.set(this.#items);
      this.#items = larger;
    }
    this.#items[this.length++] = value;
  }

  array(): Uint32Array {
    return this.#items.slice(0, this.length);
  }
}
