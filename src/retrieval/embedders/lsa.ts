import { createHash } from 'node:crypto';
import { documentTerms } from '../analyzer.ts';
import { TermTable } from '../lexical-index-terms.ts';
import { packArrays, unpackArrays } from '../snapshot-arrays.ts';
import { StringList } from '../string-list.ts';
import type { Embedder } from './embedder.ts';
import { fitBasis, type SparseRows, times } from './lsa-fit.ts';

const DIMENSIONS = 256;
/** Terms of fewer documents say nothing of how words go together. */
const MIN_DOCUMENTS = 2;

interface LsaParts {
  terms: TermTable;
  /** Inverse document frequency by term. */
  idf: Float32Array;
  /** terms x dimensions, row-major. */
  basis: Float32Array;
}

/**
 * Latent semantic analysis fitted on a corpus: TF-IDF vectors projected on the strongest
 * directions in which its words go together. Excellent on a small corpus of one field; over
 * many fields 256 directions are too few.
 */
export class LsaEmbedder implements Embedder {
  readonly id: string;
  readonly dimensions: number;
  readonly #parts: LsaParts;

  constructor(parts: LsaParts) {
    this.#parts = parts;
    this.dimensions = parts.basis.length / parts.idf.length;
    const hash = createHash('sha256').update(parts.terms.list.text).update(parts.basis);
    this.id = `lsa:${hash.digest('hex').slice(0, 16)}`;
  }

  /** Fits the analysis on a corpus of at least one text. */
  static fit(texts: readonly string[]): LsaEmbedder {
    const counts = new Map<string, number>();
    const documents = texts.map(countTerms);
    for (const document of documents) {
      for (const term of document.keys()) counts.set(term, (counts.get(term) ?? 0) + 1);
    }
    const least = texts.length > 4 ? MIN_DOCUMENTS : 1;
    const kept = [...counts].filter(([, count]) => count >= least);
    const terms = TermTable.of(kept.map(([term]) => term));
    const ids = new Map(kept.map(([term], id) => [term, id]));
    const idf = Float32Array.from(kept, ([, count]) => Math.log((texts.length + 1) / count));
    const { basis } = fitBasis(
      weigh(documents, (term) => ids.get(term) ?? -1, idf),
      kept.length,
      DIMENSIONS,
    );
    return new LsaEmbedder({ terms, idf, basis });
  }

  async embedDocuments(texts: string[]): Promise<number[][]> {
    return texts.map((text) => Array.from(this.embed(text)));
  }

  async embedQuery(text: string): Promise<number[]> {
    return Array.from(this.embed(text));
  }

  /** The unit vector of a text; all zero where it shares no word with the corpus. */
  embed(text: string): Float32Array {
    const { terms, idf, basis } = this.#parts;
    const row = weigh([countTerms(text)], (term) => terms.find(term), idf);
    return normalize(times(row, basis, this.dimensions));
  }

  /** The fitted analysis as bytes, for `LsaEmbedder.open`. */
  pack(): Uint8Array {
    const { terms, idf, basis } = this.#parts;
    const { list, slots } = terms;
    return packArrays(null, { text: list.text, starts: list.starts, slots, idf, basis });
  }

  /** @throws IndexUnusableError */
  static open(bytes: Uint8Array, name: string): LsaEmbedder {
    const { arrays } = unpackArrays(bytes, name);
    const { text, starts, slots } = arrays as {
      text: Uint8Array;
      starts: Uint32Array;
      slots: Uint32Array;
    };
    return new LsaEmbedder({
      terms: new TermTable(new StringList(text, starts), slots),
      idf: arrays.idf as Float32Array,
      basis: arrays.basis as Float32Array,
    });
  }
}

function countTerms(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const term of documentTerms(text)) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

/** Unit rows of (1 + ln tf) * idf. */
function weigh(
  documents: Map<string, number>[],
  find: (term: string) => number,
  idf: Float32Array,
): SparseRows {
  const starts = new Uint32Array(documents.length + 1);
  const columns: number[] = [];
  const values: number[] = [];
  for (const [row, document] of documents.entries()) {
    let squares = 0;
    for (const [term, count] of document) {
      const id = find(term);
      if (id < 0) continue;
      const value = (1 + Math.log(count)) * idf[id]!;
      squares += value * value;
      columns.push(id);
      values.push(value);
    }
    const length = Math.sqrt(squares) || 1;
    for (let k = starts[row]!; k < values.length; k++) values[k]! /= length;
    starts[row + 1] = values.length;
  }
  return { starts, columns: Uint32Array.from(columns), values: Float32Array.from(values) };
}

function normalize(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const x of vector) squares += x * x;
  const length = Math.sqrt(squares) || 1;
  return vector.map((x) => x / length);
}
