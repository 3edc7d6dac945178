import { stem } from '../../stem.ts';
import type { FurtherWords } from '../embedder.ts';
import { FREE, IGNORED, type ModelData } from './model-file.ts';
import { foldText, hashPhrase, hashWord, ngramsOf, scanWords } from './tokenizer.ts';

/** Distinct words of one text that are looked at; what follows is too far from the topic to matter. */
const MAX_WORDS = 2048;
/** For words without topic that are searched for all the same ("not", "more"): shorter than any that was learned. */
const LENGTH_OF_IGNORED = 1;
/** Words that are not in the table whose stems are remembered. */
const MAX_STEMS = 100_000;

/** What is known of a word that is not in the table. */
interface Stem {
  /** Hash of its stem. */
  readonly hash: number;
  /** Rows of the stem's character n-grams. */
  readonly ngrams: readonly number[];
}

/**
 * Turns text into a unit vector: the sum of its words' vectors, a word that occurs n times weighing 1 + ln n.
 * A word the model never saw is the sum of its character n-grams and of a pseudo-random vector made
 * from its hash, the same in every text: what it may mean, and which word it is.
 * Not reentrant: it reuses its buffers.
 */
export class Encoder {
  readonly dimensions: number;
  private readonly data: ModelData;
  /** Per table row, the place in `found` + 1 if it was met in this text; else an older or no place. */
  private readonly place: Int32Array;
  private readonly found = new Int32Array(MAX_WORDS);
  private readonly counts = new Int32Array(MAX_WORDS);
  private readonly stems = new Map<number, Stem>();
  /** Rows of the n-grams of the unknown words of this text, by their key in `found`. */
  private readonly ngrams = new Map<number, readonly number[]>();
  private length = 0;
  private folded = '';
  /** The row of the word before, or -1 if it has none. */
  private before = -1;
  private readonly visit: (hash: number, start: number, end: number) => void;

  constructor(data: ModelData) {
    this.data = data;
    this.dimensions = data.header.dimensions;
    this.place = new Int32Array(data.header.rowCount);
    this.visit = (hash, start, end) => this.count(hash, start, end);
  }

  /** Writes the unit vector of the text to out[at] and on. A text without words becomes all zeros. */
  encode(text: string, out: Float32Array, at: number): void {
    const sum = out.subarray(at, at + this.dimensions).fill(0);
    this.addText(text, 1, sum);
    toUnitLength(sum);
  }

  /** The same of a text with further words, to all of `out`. */
  encodeWith(text: string, further: FurtherWords, out: Float32Array): void {
    out.fill(0);
    this.addText(text, 1, out);
    this.addText(further.text, further.weight, out);
    toUnitLength(out);
  }

  private addText(text: string, share: number, sum: Float32Array): void {
    this.length = 0;
    this.before = -1;
    this.ngrams.clear();
    this.folded = foldText(text);
    scanWords(this.folded, this.visit);
    for (let k = 0; k < this.length; k++) {
      const row = this.found[k]!;
      const weight = share * (1 + Math.log(this.counts[k]!));
      if (row < 0) {
        this.addUnknown(~row, weight, sum);
        for (const ngram of this.ngrams.get(row) ?? []) this.addRow(ngram, weight, sum);
      } else this.addRow(row, weight, sum);
    }
  }

  /** Place of a stem, or of a word by its stem, among all of the table, the one in most papers first; undefined where it has no row. */
  rankOf(stem: string): number | undefined {
    const row = this.rowOf(hashWord(stem));
    return row < IGNORED ? row : undefined;
  }

  /** Length of a stem's vector before anything is scaled: how much it weighs in a text. */
  lengthOf(stem: string): number {
    const row = this.rowOf(hashWord(stem));
    if (row === FREE) return this.data.header.unknownLength;
    if (row === IGNORED) return LENGTH_OF_IGNORED;
    const { table, scales } = this.data;
    const base = row * this.dimensions;
    let square = 0;
    for (let d = 0; d < this.dimensions; d++) square += table[base + d]! ** 2;
    return scales[row]! * Math.sqrt(square);
  }

  /** The row of a word's hash: FREE if unknown, IGNORED if it carries no topic. */
  private rowOf(hash: number): number {
    const { keys, rows } = this.data;
    const last = keys.length - 1;
    for (let slot = hash & last; ; slot = (slot + 1) & last) {
      const row = rows[slot]!;
      if (row === FREE || keys[slot] === hash) return row;
    }
  }

  /** The stem of a word that is not in the table, remembered by the word's own hash. */
  private stemOf(hash: number, word: string): Stem {
    let known = this.stems.get(hash);
    if (known === undefined) {
      if (this.stems.size >= MAX_STEMS) this.stems.clear();
      const text = stem(word);
      const ngrams = ngramsOf(text)
        .map((ngram) => this.rowOf(hashWord(ngram)))
        .filter((row) => row < IGNORED);
      known = { hash: hashWord(text), ngrams };
      this.stems.set(hash, known);
    }
    return known;
  }

  private count(hash: number, start: number, end: number): void {
    let row = this.rowOf(hash);
    let spelled: Stem | undefined;
    if (row === FREE) {
      spelled = this.stemOf(hash, this.folded.slice(start, end));
      row = this.rowOf(spelled.hash);
    }
    const { before } = this;
    this.before = row < IGNORED ? row : -1;
    if (row === IGNORED) return;
    if (before >= 0 && row !== FREE) this.countPhrase(before, row);
    this.add(row, spelled);
  }

  private countPhrase(first: number, second: number): void {
    const row = this.rowOf(hashPhrase(first, second));
    if (row < IGNORED) this.add(row, undefined);
  }

  private add(row: number, spelled: Stem | undefined): void {
    // An unknown word is remembered as the complement of its stem's hash, which is negative.
    const unknown = row === FREE ? spelled : undefined;
    const key = unknown ? ~(unknown.hash >>> 1) : row;
    const seen =
      row === FREE ? this.found.subarray(0, this.length).indexOf(key) : this.place[row]! - 1;
    if (seen >= 0 && seen < this.length && this.found[seen] === key) {
      this.counts[seen]!++;
      return;
    }
    if (this.length === MAX_WORDS) return;
    this.found[this.length] = key;
    this.counts[this.length] = 1;
    this.length++;
    if (unknown) this.ngrams.set(key, unknown.ngrams);
    else this.place[row] = this.length;
  }

  private addRow(row: number, weight: number, sum: Float32Array): void {
    const { dimensions } = this;
    const { table, scales } = this.data;
    const scale = weight * scales[row]!;
    const base = row * dimensions;
    for (let d = 0; d < dimensions; d++) sum[d]! += scale * table[base + d]!;
  }

  /** Adds a vector of random signs, 32 at a time from xorshift. */
  private addUnknown(seed: number, weight: number, sum: Float32Array): void {
    const step = (weight * this.data.header.unknownLength) / Math.sqrt(this.dimensions);
    let state = seed | 1;
    for (let d = 0; d < this.dimensions; d += 32) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      for (let bit = 0; bit < 32; bit++) sum[d + bit]! += (state >>> bit) & 1 ? step : -step;
    }
  }
}

function toUnitLength(sum: Float32Array): void {
  let square = 0;
  for (let d = 0; d < sum.length; d++) square += sum[d]! * sum[d]!;
  if (square === 0) return;
  const length = 1 / Math.sqrt(square);
  for (let d = 0; d < sum.length; d++) sum[d]! *= length;
}
