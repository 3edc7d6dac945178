import { Memo } from '../memo.ts';
import { packArrays, unpackArrays } from '../snapshot-arrays.ts';
import type { SentenceEncoder } from './sentence-encoder.ts';

/** Questions whose vectors are remembered: a question is searched again when it is refined. */
const REMEMBERED = 256;

/** Cosine of a question with a document, in [-1, 1]. */
export type Nearness = (document: number) => number;

/** What a sentence encoder made of each paper, by document number. */
export class EncodedPapers {
  readonly encoder: SentenceEncoder;
  /** documents x dimensions, row-major; unit vectors. */
  readonly #vectors: Float32Array;
  readonly #questions: Memo<Promise<Float32Array>>;

  constructor(encoder: SentenceEncoder, vectors: Float32Array) {
    this.encoder = encoder;
    this.#vectors = vectors;
    this.#questions = new Memo(REMEMBERED, (text) => encoder.encode(text));
  }

  /** The unit vector of a document; a view, not to be changed. */
  vector(document: number): Float32Array {
    const { dimensions } = this.encoder;
    return this.#vectors.subarray(document * dimensions, (document + 1) * dimensions);
  }

  /** Reads a question, beside the event loop. @throws EmbedderError */
  async nearness(question: string): Promise<Nearness> {
    const asked = await this.#questions.get(question);
    return (document) => dot(asked, this.vector(document));
  }

  /** The vectors as bytes, for `EncodedPapers.open`. */
  pack(): Uint8Array {
    return packArrays(null, { vectors: this.#vectors });
  }

  /** @throws IndexUnusableError */
  static open(bytes: Uint8Array, encoder: SentenceEncoder): EncodedPapers {
    const { vectors } = unpackArrays(bytes, 'the encoded papers').arrays;
    return new EncodedPapers(encoder, vectors as Float32Array);
  }
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += a[d]! * b[d]!;
  return sum;
}
