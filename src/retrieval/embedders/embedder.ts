import type { EmbeddingsInterface } from '@langchain/core/embeddings';

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
  similarity?(question: string, sentences: readonly string[]): ArrayLike<number>;
}
