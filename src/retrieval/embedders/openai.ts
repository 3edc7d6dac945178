import type { Embedder } from './embedder.ts';
import { hostedEmbedder } from './hosted.ts';

/**
 * An embedder behind OpenAI's API or a server compatible with it. The client reads `OPENAI_API_KEY`
 * and `OPENAI_BASE_URL`.
 */
export async function createOpenAiEmbedder(model: string): Promise<Embedder> {
  const { OpenAIEmbeddings } = await import('@langchain/openai');
  const embeddings = new OpenAIEmbeddings({
    model,
    // Compatible servers often know no base64, which is the client's default.
    encodingFormat: 'float',
    maxRetries: 2,
    timeout: 60_000,
  });
  return hostedEmbedder({
    name: `openai:${model}`,
    embeddings,
    hint: 'Check OPENAI_API_KEY, OPENAI_BASE_URL and the name in EMBEDDING_MODEL.',
  });
}
