import type { Embedder } from './embedder.ts';
import { hostedEmbedder } from './hosted.ts';

/** An embedder on an Ollama server, on this machine unless `OLLAMA_BASE_URL` says where. */
export async function createOllamaEmbedder(model: string): Promise<Embedder> {
  const { OllamaEmbeddings } = await import('@langchain/ollama');
  return hostedEmbedder({
    name: `ollama:${model}`,
    embeddings: new OllamaEmbeddings({ model, maxRetries: 2, truncate: true }),
    hint: `Check that Ollama runs (OLLAMA_BASE_URL) and has the model: \`ollama pull ${model}\`.`,
  });
}
