import { ConfigurationError } from '../../errors.ts';
import type { Embedder } from './embedder.ts';

const PROVIDERS: Record<string, (model: string) => Promise<Embedder>> = {
  openai: async (model) => (await import('./openai.ts')).createOpenAiEmbedder(model),
  ollama: async (model) => (await import('./ollama.ts')).createOllamaEmbedder(model),
  huggingface: async (model) =>
    (await import('./hugging-face.ts')).createHuggingFaceEmbedder(model),
};

/**
 * The embedder that `EMBEDDING_MODEL` names.
 * @param name `provider:model`, such as `openai:text-embedding-3-small` or `ollama:nomic-embed-text`;
 *   without one, the embedder that ships
 * @param sentences whether a sentence encoder stands beside the embedder that ships, where one is installed
 * @throws ConfigurationError when the name is none
 * @throws EmbedderError when the model cannot be loaded or reached
 */
export async function createEmbedder(name?: string, { sentences = false } = {}): Promise<Embedder> {
  if (!name) {
    const [embedder, encoder] = await Promise.all([shipped(), sentences ? miniLm() : undefined]);
    return encoder ? Object.assign(embedder, { sentences: encoder }) : embedder;
  }
  const colon = name.indexOf(':');
  const create = PROVIDERS[name.slice(0, colon)];
  const model = name.slice(colon + 1);
  if (colon < 1 || !create || !model) {
    throw new ConfigurationError(`EMBEDDING_MODEL is ${name}, which names no embedding model.`, {
      hint: `Write provider:model with one of ${Object.keys(PROVIDERS).join(', ')}, or unset it.`,
    });
  }
  // Single words and sentences are compared by the embedder that ships, within microseconds: the refusal was fitted on it.
  const [embedder, { lexicon, similarity }] = await Promise.all([create(model), shipped()]);
  return Object.assign(embedder, { lexicon, similarity });
}

async function shipped() {
  return (await import('./learned/index.ts')).createLearnedEmbedder();
}

async function miniLm() {
  return (await import('../sentence-encoder/minilm.ts')).createMiniLm();
}
