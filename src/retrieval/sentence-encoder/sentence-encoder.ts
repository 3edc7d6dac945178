/**
 * A neural network that reads a whole text and gives its meaning as a unit vector. It knows of words in their context what
 * no table of words can, but takes tens of milliseconds a paper.
 */
export interface SentenceEncoder {
  /** Name and version; when it changes, all texts are encoded again. */
  readonly id: string;
  /** Length of each vector. */
  readonly dimensions: number;
  /**
   * The unit vector of a text, of which the first 150 or so words are read. Runs beside the event loop.
   * @throws EmbedderError when the network cannot be loaded or run
   */
  encode(text: string): Promise<Float32Array>;
}
