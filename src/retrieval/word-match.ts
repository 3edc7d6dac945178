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

/** How much any word counts for each word of a question: papers on one topic share most of theirs. */
export class Nearness {
  readonly #own: readonly Float32Array[];
  readonly #lexicon: Pick<Lexicon, 'vector'>;
  readonly #known = new Map<string, readonly number[]>();

  constructor(words: readonly QuestionWord[], lexicon: Pick<Lexicon, 'vector'>) {
    this.#own = words.map(({ written }) => lexicon.vector(written.toLowerCase()));
    this.#lexicon = lexicon;
  }

  /** Shares in [0, STANDS_IN], one for each word of the question. @param word in small letters */
  to(word: string): readonly number[] {
    let shares = this.#known.get(word);
    if (!shares) {
      const vector = this.#lexicon.vector(word);
      shares = this.#own.map((own) => standIn(own, vector));
      this.#known.set(word, shares);
    }
    return shares;
  }
}

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
      for (const [s, set] of terms.entries()) this.#exact[w * width + s] = wordShare(word, set);
      this.#exact[w * width + this.segments] = wordShare(word, whole);
    }
    this.#close = this.#exact.slice();
    if (!nearness) return;
    for (const { word, segments } of vocabulary) {
      for (const [w, share] of nearness.to(word).entries()) {
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

/** How much one word counts for another, given their unit vectors; dimensions by fours, which is twice as fast. */
function standIn(a: Float32Array, b: Float32Array): number {
  let w = 0;
  let x = 0;
  let y = 0;
  let z = 0;
  for (let d = 0; d < a.length; d += 4) {
    w += a[d]! * b[d]!;
    x += a[d + 1]! * b[d + 1]!;
    y += a[d + 2]! * b[d + 2]!;
    z += a[d + 3]! * b[d + 3]!;
  }
  const cosine = w + x + y + z;
  if (cosine <= UNRELATED) return 0;
  return STANDS_IN * Math.min(1, (cosine - UNRELATED) / (RELATED - UNRELATED));
}
