import type { EmbeddingsInterface } from '@langchain/core/embeddings';
import type { SentenceEncoder } from '../sentence-encoder/sentence-encoder.ts';

/**
 * Turns text into unit-length vectors. It is LangChain's `Embeddings` (`embedDocuments`,
 * `embedQuery`) plus what an index must know to tell whether its vectors still fit.
 */
export interface Embedder extends EmbeddingsInterface {
  /** Name, version and checksum; when it changes, everything is embedded again. */
  readonly id: string;
  /** Length of each vector. */
  readonly dimensions: number;
  /**
   * Cosine of the question with each sentence, in order, in [-1, 1]. Only embedders that compute
   * within microseconds have it: it is asked for every sentence of what was found.
   */
  similarity?(
    question: string,
    sentences: readonly string[],
    further?: FurtherWords,
  ): ArrayLike<number>;
  /** The vector of a query with further words; embedders that sum up words have it. */
  embedQueryWith?(text: string, further: FurtherWords): number[];
  /** Reads papers and questions once more, to order what was found; beside an embedder that does not read them whole. */
  readonly sentences?: SentenceEncoder;
  /** What it learned of single words; embedders that learn word by word have it. */
  readonly lexicon?: Lexicon;
}

/** Words beside those of a query. */
export interface FurtherWords {
  text: string;
  /** What each counts, in [0, 1]; a word of the query counts 1. */
  weight: number;
}

/** What an embedder learned of single words. */
export interface Lexicon {
  /** The unit vector of a word as written; shared, not to be changed. */
  vector(word: string): Float32Array;
  /** How much a stem tells of what a text is about: above 0, and growing like an inverse document frequency. */
  salience(stem: string): number;
  /**
   * How rare a stem is among papers, as `rarityInEnglish` tells it of English; of a word as it is spelled, how rare its
   * stem is. The highest for what it never met.
   */
  rarity(stem: string): number;
}
