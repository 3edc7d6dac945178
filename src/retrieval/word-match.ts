import type { Paper } from '../corpus/paper.ts';
import type { Lexicon } from './embedders/embedder.ts';
import { type QuestionWord, wordShare } from './evidence-question.ts';
import { paperTerms } from './paper-terms.ts';

/**
 * Cosines of two words between which one comes to stand for the other, and how much it then counts.
 * Words that have nothing to do with each other reach 0.2 by chance; "songs" and "music" have 0.45.
 */
const UNRELATED = 0.2;
const RELATED = 0.45;
const STANDS_IN = 0.7;

/**
 * Words of the question whose cosines with two other words are computed in one pass over the vectors, which is four
 * times as fast as one by one.
 */
const AT_ONCE = 4;

/** How much any word counts for each word of a question: papers on one topic share most of theirs. */
export class Nearness {
  readonly #count: number;
  /** The vectors of the question's words by fours, the four values of a dimension side by side; the last filled with zeros. */
  readonly #fours: readonly Float64Array[];
  readonly #lexicon: Pick<Lexicon, 'vector'>;
  readonly #known = new Map<string, Float32Array | null>();

  constructor(words: readonly QuestionWord[], lexicon: Pick<Lexicon, 'vector'>) {
    const vectors = words.map(({ written }) => lexicon.vector(written.toLowerCase()));
    this.#count = words.length;
    this.#fours = sideBySide(vectors);
    this.#lexicon = lexicon;
  }

  /**
   * For each word of a paper its shares in [0, STANDS_IN], one for each word of the question; null where all are 0.
   * @param words in small letters
   */
  to(words: readonly string[]): (Float32Array | null)[] {
    const left = words.filter((word) => !this.#known.has(word));
    for (let i = 0; i < left.length; i += 2) this.#learn(left[i]!, left[i + 1] ?? left[i]!);
    return words.map((word) => this.#known.get(word)!);
  }

  #learn(one: string, other: string): void {
    const vectors: TwoVectors = [this.#lexicon.vector(one), this.#lexicon.vector(other)];
    const count = this.#fours.length * AT_ONCE;
    const cosines: TwoVectors = [new Float32Array(count), new Float32Array(count)];
    for (const [i, four] of this.#fours.entries()) cosinesWith(four, vectors, cosines, i * AT_ONCE);
    this.#known.set(one, this.#shares(cosines[0]));
    this.#known.set(other, this.#shares(cosines[1]));
  }

  #shares(cosines: Float32Array): Float32Array | null {
    let isNear = false;
    for (let w = 0; w < this.#count; w++) {
      cosines[w] = standIn(cosines[w]!);
      isNear ||= cosines[w]! > 0;
    }
    return isNear ? cosines : null;
  }
}

type TwoVectors = readonly [Float32Array, Float32Array];

/**
 * How much of each word of a question a paper holds, as a whole and in its title (segment 0) and each
 * sentence of its abstract (segments 1, 2, …); each share in [0, 1].
 */
export class WordMatch {
  readonly segments: number;
  readonly #words: number;
  /** words x (segments + 1), row-major, the last column for the paper as a whole: by the word's own forms. */
  readonly #exact: Float32Array;
  /** The same, other words that are near in meaning counting too. */
  readonly #close: Float32Array;

  /** @param nearness without it no word stands in for another */
  constructor(words: readonly QuestionWord[], paper: Paper, nearness?: Nearness) {
    const { whole, title, sentences, vocabulary } = paperTerms(paper);
    const terms = [title, ...sentences.map((sentence) => sentence.terms)];
    this.segments = terms.length;
    this.#words = words.length;
    const width = this.segments + 1;
    this.#exact = new Float32Array(words.length * width);
    for (const [w, word] of words.entries()) {
      const held = wordShare(word, whole);
      if (held === 0) continue;
      this.#exact[w * width + this.segments] = held;
      for (const [s, set] of terms.entries()) this.#exact[w * width + s] = wordShare(word, set);
    }
    this.#close = this.#exact.slice();
    if (!nearness) return;
    const near = nearness.to(vocabulary.words);
    for (const [i, segments] of vocabulary.segments.entries()) {
      const shares = near[i];
      if (!shares) continue;
      for (let w = 0; w < words.length; w++) {
        const share = shares[w]!;
        if (share === 0) continue;
        for (const s of segments) this.#raise(w * width + s, share);
        this.#raise(w * width + this.segments, share);
      }
    }
  }

  /** Share of the question that a segment holds. @param weights what each of its words weighs */
  inSegment(segment: number, weights: ArrayLike<number>, kind: 'exact' | 'close'): number {
    const shares = kind === 'exact' ? this.#exact : this.#close;
    let held = 0;
    let total = 0;
    for (let w = 0; w < this.#words; w++) {
      held += weights[w]! * shares[w * (this.segments + 1) + segment]!;
      total += weights[w]!;
    }
    return total > 0 ? held / total : 0;
  }

  /** Share of the question that the paper as a whole holds. */
  inPaper(weights: ArrayLike<number>, kind: 'exact' | 'close'): number {
    return this.inSegment(this.segments, weights, kind);
  }

  /** The largest share that a single segment holds. */
  inBestSegment(weights: ArrayLike<number>, kind: 'exact' | 'close'): number {
    let best = 0;
    for (let s = 0; s < this.segments; s++) best = Math.max(best, this.inSegment(s, weights, kind));
    return best;
  }

  /** How much of one word the paper as a whole holds. */
  ofWord(word: number, kind: 'exact' | 'close'): number {
    const shares = kind === 'exact' ? this.#exact : this.#close;
    return shares[word * (this.segments + 1) + this.segments]!;
  }

  /** In how many sentences of the abstract a word stands, by its own forms. */
  sentencesWith(word: number): number {
    let count = 0;
    for (let s = 1; s < this.segments; s++) {
      if (this.#exact[word * (this.segments + 1) + s]! > 0) count++;
    }
    return count;
  }

  #raise(at: number, share: number): void {
    if (this.#close[at]! < share) this.#close[at] = share;
  }
}

function sideBySide(vectors: readonly Float32Array[]): Float64Array[] {
  const fours: Float64Array[] = [];
  for (let at = 0; at < vectors.length; at += AT_ONCE) {
    const four = new Float64Array(AT_ONCE * vectors[at]!.length);
    for (const [i, vector] of vectors.slice(at, at + AT_ONCE).entries()) {
      for (let d = 0; d < vector.length; d++) four[d * AT_ONCE + i] = vector[d]!;
    }
    fours.push(four);
  }
  return fours;
}

/** Writes the dot products of each of two vectors with four others to its own row, from `at` on. */
function cosinesWith(
  four: Float64Array,
  [left, right]: TwoVectors,
  [ofLeft, ofRight]: TwoVectors,
  at: number,
): void {
  let [a, b, c, d] = [0, 0, 0, 0];
  let [e, f, g, h] = [0, 0, 0, 0];
  for (let i = 0, j = 0; i < left.length; i++, j += AT_ONCE) {
    const x = left[i]!;
    const y = right[i]!;
    const p = four[j]!;
    const q = four[j + 1]!;
    const r = four[j + 2]!;
    const s = four[j + 3]!;
    a += x * p;
    b += x * q;
    c += x * r;
    d += x * s;
    e += y * p;
    f += y * q;
    g += y * r;
    h += y * s;
  }
  ofLeft.set([a, b, c, d], at);
  ofRight.set([e, f, g, h], at);
}

/** How much one word counts for another, by their cosine. */
function standIn(cosine: number): number {
  if (cosine <= UNRELATED) return 0;
  return STANDS_IN * Math.min(1, (cosine - UNRELATED) / (RELATED - UNRELATED));
}
