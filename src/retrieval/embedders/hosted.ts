import type { EmbeddingsInterface } from '@langchain/core/embeddings';
import { EmbedderError } from '../../errors.ts';
import type { Embedder } from './embedder.ts';

/** Texts sent in one request: below every provider's limit. */
const BATCH = 64;
/** Questions whose vectors are remembered: a question is often searched again when it is refined. */
const REMEMBERED = 256;
/** Characters of a text that are sent: the longest context of common models is 8,000 tokens. */
const MAX_TEXT = 20_000;

export interface HostedOptions {
  /** Name in manifests and messages, such as `openai:text-embedding-3-small`. */
  name: string;
  embeddings: EmbeddingsInterface;
  /** What to check when it fails. */
  hint: string;
}

/**
 * Makes LangChain embeddings an `Embedder`: asks once for the length of a vector, scales each to
 * unit length, refuses vectors of another length, sends bounded batches.
 * @throws EmbedderError when the model cannot be reached or answers nonsense
 */
export async function hostedEmbedder(options: HostedOptions): Promise<Embedder> {
  const { name, embeddings } = options;
  const failed = (cause: unknown) =>
    new EmbedderError(`The embedding model ${name} failed: ${(cause as Error)?.message ?? cause}`, {
      hint: options.hint,
      cause,
    });
  const embed = async (texts: string[]): Promise<number[][]> => {
    // A provider refuses an empty text; a blank one has a vector as good as any.
    const sent = texts.map((text) => text.slice(0, MAX_TEXT) || ' ');
    const vectors = await embeddings.embedDocuments(sent).catch((cause) => {
      throw failed(cause);
    });
    if (vectors.length !== texts.length) {
      throw failed(`${vectors.length} vectors came back for ${texts.length} texts.`);
    }
    return vectors.map((vector) => unit(vector, failed));
  };

  const [probe] = await embed(['dimensions']);
  const dimensions = probe!.length;
  const checked = (vectors: number[][]) => {
    const other = vectors.find((vector) => vector.length !== dimensions);
    if (other) throw failed(`A vector has ${other.length} numbers instead of ${dimensions}.`);
    return vectors;
  };
  const remembered = new Map<string, number[]>();
  return {
    id: `${name}:${dimensions}`,
    dimensions,
    async embedDocuments(texts) {
      const vectors: number[][] = [];
      for (let from = 0; from < texts.length; from += BATCH) {
        vectors.push(...checked(await embed(texts.slice(from, from + BATCH))));
      }
      return vectors;
    },
    async embedQuery(text) {
      const known = remembered.get(text);
      if (known) return known;
      const query = await embeddings.embedQuery(text.slice(0, MAX_TEXT)).catch((cause) => {
        throw failed(cause);
      });
      const [vector] = checked([unit(query, failed)]);
      const oldest = remembered.keys().next();
      if (remembered.size >= REMEMBERED && !oldest.done) remembered.delete(oldest.value);
      remembered.set(text, vector!);
      return vector!;
    },
  };
}

function unit(vector: readonly number[], failed: (cause: unknown) => Error): number[] {
  let squares = 0;
  for (const x of vector ?? []) squares += x * x;
  if (!Number.isFinite(squares) || !vector?.length) {
    throw failed('A vector is empty or holds a number that is not finite.');
  }
  const length = Math.sqrt(squares) || 1;
  return vector.map((x) => x / length);
}
