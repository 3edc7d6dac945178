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

  /** @param lexicon without one no word stands in for another */
  constructor(words: readonly QuestionWord[], paper: Paper, lexicon?: Lexicon) {
    const { whole, title, sentences, vocabulary } = paperTerms(paper);
    const terms = [title, ...sentences.map((sentence) => sentence.terms)];
    this.segments = terms.length;
    this.#words = words.length;
    const width = this.segments + 1;
    this.#exact = new Float32Array(words.length * width);
    for (const [w, word] of words.entries()) {
      for (const [s, set] of terms.entries()) this.#exact[w * width + s] = wordShare(word, set);
      this.#exact[w * width + this.segments] = wordShare(word, whole);
    }
    this.#close = this.#exact.slice();
    if (!lexicon) return;
    const vectors = vocabulary.map(({ word }) => lexicon.vector(word));
    for (const [w, { written }] of words.entries()) {
      const own = lexicon.vector(written.toLowerCase());
      for (const [v, { segments }] of vocabulary.entries()) {
        const share = standIn(own, vectors[v]!);
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

function standIn(a: Float32Array, b: Float32Array): number {
  let cosine = 0;
  for (let d = 0; d < a.length; d++) cosine += a[d]! * b[d]!;
  const near = Math.min(1, Math.max(0, (cosine - UNRELATED) / (RELATED - UNRELATED)));
  return STANDS_IN * near;
}
