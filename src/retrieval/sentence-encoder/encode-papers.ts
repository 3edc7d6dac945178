import { paperText } from '../../corpus/paper.ts';
import type { Embedder } from '../embedders/embedder.ts';
import type { IndexedPaper, Snapshot } from '../snapshot.ts';
import { EncodedPapers } from './encoded-papers.ts';
import type { SentenceEncoder } from './sentence-encoder.ts';

/** Corpora up to this size are read by a sentence encoder: on a core, six minutes once. */
const MOST_PAPERS = 5000;

/** The sentence encoder that reads a corpus of so many papers, if one does. */
export function encoderFor(
  embedder: Pick<Embedder, 'sentences'>,
  papers: number,
): SentenceEncoder | undefined {
  return papers > 0 && papers <= MOST_PAPERS ? embedder.sentences : undefined;
}

/** Encodes the papers of a snapshot in the order of their documents; takes those that stand from the last one. */
export class PaperEncoder {
  readonly #encoder: SentenceEncoder;
  readonly #previous: Pick<Snapshot, 'catalog' | 'encoded'> | undefined;
  readonly #rows: Float32Array[] = [];

  constructor(encoder: SentenceEncoder, previous?: Pick<Snapshot, 'catalog' | 'encoded'>) {
    this.#encoder = encoder;
    this.#previous = previous?.encoded?.encoder.id === encoder.id ? previous : undefined;
  }

  /** Adds the next papers. @throws EmbedderError */
  async add(papers: readonly IndexedPaper[]): Promise<void> {
    for (const item of papers) {
      this.#rows.push(this.#kept(item) ?? (await this.#encoder.encode(paperText(item.paper))));
    }
  }

  build(): EncodedPapers {
    const { dimensions } = this.#encoder;
    const table = new Float32Array(this.#rows.length * dimensions);
    for (const [i, row] of this.#rows.entries()) table.set(row, i * dimensions);
    return new EncodedPapers(this.#encoder, table);
  }

  /** The last snapshot's vector of a paper that is unchanged. */
  #kept({ paper, contentHash }: IndexedPaper): Float32Array | undefined {
    const { catalog, encoded } = this.#previous ?? {};
    const document = catalog?.find(paper.id) ?? -1;
    const isUnchanged = document >= 0 && catalog?.contentHash(document) === contentHash;
    return isUnchanged ? encoded?.vector(document) : undefined;
  }
}
