import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConfigurationError, EmbedderError } from '../../src/errors.ts';
import { createEmbedder } from '../../src/retrieval/embedders/factory.ts';
import { type EmbeddingServer, startEmbeddingServer } from './embedding-server.ts';

let server: EmbeddingServer;

beforeEach(async () => {
  server = await startEmbeddingServer();
  vi.stubEnv('OPENAI_API_KEY', 'test');
  vi.stubEnv('OPENAI_BASE_URL', `${server.url}/v1`);
  vi.stubEnv('OLLAMA_BASE_URL', server.url);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
});

const length = (vector: readonly number[]) => Math.hypot(...vector);

describe.each(['openai:tiny', 'ollama:tiny'])('the embedder %s', (name) => {
  it('names itself with the length of its vectors, which it asks for', async () => {
    const embedder = await createEmbedder(name);
    expect(embedder.id).toBe(`${name}:3`);
    expect(embedder.dimensions).toBe(3);
  });

  it('gives unit vectors in the order of the texts', async () => {
    const embedder = await createEmbedder(name);
    const vectors = await embedder.embedDocuments(['a', 'bcd']);
    expect(vectors.map(length)).toEqual([expect.closeTo(1, 6), expect.closeTo(1, 6)]);
    const expected = [3, 'b'.charCodeAt(0), 3];
    const scale = Math.hypot(...expected);
    for (const [i, x] of expected.entries()) expect(vectors[1]![i]).toBeCloseTo(x / scale, 6);
    expect(await embedder.embedQuery('bcd')).toEqual(vectors[1]);
  });

  it('has words and sentences compared without asking the server', async () => {
    const embedder = await createEmbedder(name);
    server.batches.length = 0;
    expect(embedder.lexicon!.salience('transform')).toBeGreaterThan(1);
    const cosines = embedder.similarity!('songs', ['We recommend music.', 'A proof of a bound.']);
    expect(cosines[0]!).toBeGreaterThan(cosines[1]!);
    expect(server.batches).toEqual([]);
  });

  it('sends many texts in bounded batches', async () => {
    const embedder = await createEmbedder(name);
    server.batches.length = 0;
    const texts = Array.from({ length: 150 }, (_, i) => `text ${i}`);
    expect(await embedder.embedDocuments(texts)).toHaveLength(150);
    expect(server.batches.map((batch) => batch.length)).toEqual([64, 64, 22]);
    expect(server.batches.flat()).toEqual(texts);
  });

  it('asks once for a question that comes again', async () => {
    const embedder = await createEmbedder(name);
    const first = await embedder.embedQuery('the same');
    const asked = server.batches.length;
    expect(await embedder.embedQuery('the same')).toEqual(first);
    expect(server.batches.length).toBe(asked);
  });

  it('tries again when the server stumbles', async () => {
    const embedder = await createEmbedder(name);
    server.failures = [500];
    expect(await embedder.embedDocuments(['a'])).toHaveLength(1);
  });

  it('refuses vectors of another length', async () => {
    const embedder = await createEmbedder(name);
    server.vector = () => [1, 2];
    await expect(embedder.embedDocuments(['a'])).rejects.toThrow(/2 numbers instead of 3/);
    await expect(embedder.embedQuery('b')).rejects.toThrow(EmbedderError);
  });

  it('says what to check when the model is unknown', async () => {
    server.failures = [404, 404, 404, 404, 404];
    const failure = await createEmbedder(name).catch((error) => error);
    expect(failure).toBeInstanceOf(EmbedderError);
    expect(failure.message).toContain(name);
    expect(failure.hint).toMatch(/_BASE_URL/);
  });
});

describe('EMBEDDING_MODEL', () => {
  it('stands for the embedder that ships when it is unset', async () => {
    const embedder = await createEmbedder();
    expect(length(await embedder.embedQuery('attention sinks'))).toBeCloseTo(1, 5);
  });

  it.each(['tiny', 'nobody:tiny', 'openai:', ':tiny'])('refuses %s', async (name) => {
    await expect(createEmbedder(name)).rejects.toThrow(ConfigurationError);
  });

  it('says which package Hugging Face models need', async () => {
    const failure = await createEmbedder('huggingface:Xenova/all-MiniLM-L6-v2').catch((e) => e);
    expect(failure).toBeInstanceOf(EmbedderError);
    expect(failure.hint).toContain('npm install @huggingface/transformers');
  });
});
