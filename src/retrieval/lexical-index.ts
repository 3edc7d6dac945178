import type { QueryTerm } from './analyzer.ts';
import { TermTable } from './lexical-index-terms.ts';
import { packArrays, unpackArrays } from './snapshot-arrays.ts';
import { StringList } from './string-list.ts';
import { topK } from './top-k.ts';

/** Saturation of term frequency and strength of length normalisation: the usual values. */
const K1 = 1.2;
const B = 0.75;

/** The parts of a lexical index. Postings of term t lie at `starts[t]` to `starts[t + 1]`. */
export interface LexicalParts {
  terms: TermTable;
  starts: Uint32Array;
  /** Document numbers of the postings, ascending within a term. */
  documents: Uint32Array;
  /** Weighted term frequencies of the postings. */
  frequencies: Uint8Array;
  /** Length of each document in (weighted) words. */
  lengths: Uint32Array;
}

/** Scores of one search; valid until the next search on the same index. */
export interface LexicalScores {
  /** BM25 by document number; 0 where no term matches. */
  scores: Float32Array;
  /** The score a document would get that holds every query term without end. */
  attainable: number;
}

/** A document number and its score. */
export interface Scored {
  document: number;
  score: number;
}

/** BM25 over documents numbered 0 … size - 1, in typed arrays. */
export class LexicalIndex {
  readonly parts: LexicalParts;
  readonly #norms: Float32Array;
  readonly #scores: Float32Array;

  constructor(parts: LexicalParts) {
    this.parts = parts;
    const { lengths } = parts;
    let total = 0;
    for (const length of lengths) total += length;
    const mean = total / lengths.length || 1;
    this.#norms = new Float32Array(lengths.length);
    for (let i = 0; i < lengths.length; i++) {
      this.#norms[i] = K1 * (1 - B + (B * lengths[i]!) / mean);
    }
    this.#scores = new Float32Array(lengths.length);
  }

  /** Number of documents. */
  get size(): number {
    return this.parts.lengths.length;
  }

  /** Length of each document in (weighted) words. */
  get lengths(): Uint32Array {
    return this.parts.lengths;
  }

  /** In how many documents a term stands. */
  documentFrequency(term: string): number {
    const id = this.parts.terms.find(term);
    return id < 0 ? 0 : this.parts.starts[id + 1]! - this.parts.starts[id]!;
  }

  /** The documents in which a term stands, ascending; not to be changed. */
  documentsWith(term: string): Uint32Array {
    const id = this.parts.terms.find(term);
    const { starts, documents } = this.parts;
    return id < 0 ? documents.subarray(0, 0) : documents.subarray(starts[id]!, starts[id + 1]!);
  }

  /** Inverse document frequency, above 0; an unknown term has the highest. */
  idf(term: string): number {
    const df = this.documentFrequency(term);
    return Math.log(1 + (this.size - df + 0.5) / (df + 0.5));
  }

  /** Scores all documents for a query. */
  score(query: readonly QueryTerm[]): LexicalScores {
    const { terms, starts, documents, frequencies } = this.parts;
    const scores = this.#scores.fill(0);
    const norms = this.#norms;
    let attainable = 0;
    for (const { term, weight } of query) {
      const id = terms.find(term);
      const from = id < 0 ? 0 : starts[id]!;
      const to = id < 0 ? 0 : starts[id + 1]!;
      const df = to - from;
      const boost = weight * (K1 + 1) * Math.log(1 + (this.size - df + 0.5) / (df + 0.5));
      attainable += boost;
      for (let i = from; i < to; i++) {
        const document = documents[i]!;
        const frequency = frequencies[i]!;
        scores[document]! += (boost * frequency) / (frequency + norms[document]!);
      }
    }
    return { scores, attainable };
  }

  /** The best documents for a query, best first. */
  search(query: readonly QueryTerm[], k: number, accept?: (document: number) => boolean): Scored[] {
    return topK(this.score(query).scores, k, accept);
  }

  /** The index as bytes, for `LexicalIndex.open`. */
  pack(): Uint8Array {
    const { terms, starts, documents, frequencies, lengths } = this.parts;
    return packArrays(null, {
      termText: terms.list.text,
      termStarts: terms.list.starts,
      termSlots: terms.slots,
      starts,
      documents,
      frequencies,
      lengths,
    });
  }

  /** @throws IndexUnusableError */
  static open(bytes: Uint8Array, name: string): LexicalIndex {
    const arrays = unpackArrays(bytes, name).arrays as Record<string, Uint32Array> & {
      termText: Uint8Array;
      frequencies: Uint8Array;
    };
    return new LexicalIndex({
      terms: new TermTable(new StringList(arrays.termText, arrays.termStarts!), arrays.termSlots!),
      starts: arrays.starts!,
      documents: arrays.documents!,
      frequencies: arrays.frequencies,
      lengths: arrays.lengths!,
    });
  }
}
