import { readFile } from 'node:fs/promises';
import { FormatError } from '../../../errors.ts';
import { packagePath } from '../../../package-root.ts';
import { rarityOfRank, UNCOMMON } from '../../common-words.ts';
import { Memo } from '../../memo.ts';
import type { Embedder, FurtherWords, Lexicon } from '../embedder.ts';
import { Encoder } from './encoder.ts';
import { readModel } from './model-file.ts';

/** The embedder that ships with the project: a vector per word, learned from titles and abstracts of papers. */
export interface LearnedEmbedder extends Embedder {
  /** Cosine of the question with each sentence, in order, each in [-1, 1]; 0 for a text without words. */
  similarity(question: string, sentences: readonly string[], further?: FurtherWords): Float32Array;
  readonly lexicon: Lexicon;
}

/** Words and sentences whose vectors are remembered, 1 kB each: the papers found are read again and again. */
const REMEMBERED = 8000;

const MODEL_FILE = 'src/retrieval/embedders/learned/model.bin';

/**
 * Loads a model (one file, no parsing) and returns it as an embedder.
 * @param file the built-in model unless told otherwise
 * @throws FormatError when the file is missing or damaged
 */
export async function createLearnedEmbedder(
  file: string = packagePath(MODEL_FILE),
): Promise<LearnedEmbedder> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new FormatError(`The built-in embedding model cannot be read: ${file}`, {
      hint: 'Restore the file from the repository, or train it with "npm run train:embedder".',
      cause,
    });
  });
  const model = readModel(bytes, file);
  const { header } = model;
  const encoder = new Encoder(model);
  const { dimensions } = encoder;
  const scratch = new Float32Array(dimensions);
  const copied = (): number[] => {
    const vector = new Array<number>(dimensions);
    for (let d = 0; d < dimensions; d++) vector[d] = scratch[d]!;
    return vector;
  };
  const vectorOf = (text: string): number[] => {
    encoder.encode(text, scratch, 0);
    return copied();
  };
  const vectors = new Memo(REMEMBERED, (text) => {
    const vector = new Float32Array(dimensions);
    encoder.encode(text, vector, 0);
    return vector;
  });
  return {
    id: `${header.name}-v${header.version}-${header.checksum.slice(0, 12)}`,
    dimensions,
    embedDocuments: async (texts) => texts.map(vectorOf),
    embedQuery: async (text) => vectorOf(text),
    embedQueryWith(text, further) {
      encoder.encodeWith(text, further, scratch);
      return copied();
    },
    lexicon: lexiconOf(encoder, vectors),
    similarity(question, sentences, further) {
      const asked = further ? scratch : vectors.get(question);
      if (further) encoder.encodeWith(question, further, scratch);
      return Float32Array.from(sentences, (sentence) => dot(asked, vectors.get(sentence)));
    },
  };
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += a[d]! * b[d]!;
  return sum;
}

/** Salience is the length of a stem's vector as it was learned; of an unknown stem, as of one that a single paper has. */
function lexiconOf(encoder: Encoder, vectors: Memo<Float32Array>): Lexicon {
  return {
    vector: (word) => vectors.get(word),
    salience: (stem) => encoder.lengthOf(stem),
    rarity(stem) {
      const rank = encoder.rankOf(stem);
      return rank === undefined ? UNCOMMON : rarityOfRank(rank);
    },
  };
}
