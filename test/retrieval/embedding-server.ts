import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server on 127.0.0.1 that speaks the embedding protocols of OpenAI and Ollama. */
export interface EmbeddingServer {
  url: string;
  /** Every batch of texts received, in order. */
  batches: string[][];
  /** Status codes to answer the next requests with, before it works again. */
  failures: number[];
  /** Makes the vector of a text; by default three numbers that depend on its letters. */
  vector: (text: string) => unknown[];
  close(): Promise<void>;
}

export async function startEmbeddingServer(): Promise<EmbeddingServer> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { input } = JSON.parse(body) as { input: string | string[] };
    const texts = [input].flat();
    state.batches.push(texts);
    const failure = state.failures.shift();
    response.setHeader('content-type', 'application/json');
    if (failure) {
      response.statusCode = failure;
      response.end(JSON.stringify({ error: { message: 'told to fail' } }));
      return;
    }
    const vectors = texts.map((text) => state.vector(text));
    const answer =
      request.url === '/api/embed'
        ? { embeddings: vectors }
        : {
            object: 'list',
            data: vectors.map((embedding, index) => ({ object: 'embedding', index, embedding })),
            usage: { prompt_tokens: 1, total_tokens: 1 },
          };
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const state: EmbeddingServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    batches: [],
    failures: [],
    vector: (text) => [text.length, text.charCodeAt(0) || 1, 3],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return state;
}
