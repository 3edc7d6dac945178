import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEmbedder } from '../../src/retrieval/embedders/factory.ts';
import { isUnsure, rerankByMeaning } from '../../src/retrieval/rerank/meaning.ts';
import { EncodedPapers } from '../../src/retrieval/sentence-encoder/encoded-papers.ts';
import { createMiniLm } from '../../src/retrieval/sentence-encoder/minilm.ts';
import { fusedHit as hit } from './fused-hit.ts';

const encoder = createMiniLm()!;
const cosine = async (a: string, b: string) => {
  const [left, right] = await Promise.all([encoder.encode(a), encoder.encode(b)]);
  return left.reduce((sum, x, d) => sum + x * right[d]!, 0);
};

describe('the sentence encoder', () => {
  it('puts texts of one meaning near to each other that share no word', async () => {
    const near = await cosine('which page to evict from the cache', 'deciding what to throw out');
    const far = await cosine('which page to evict from the cache', 'the melody of a folk song');
    expect(near).toBeGreaterThan(far + 0.1);
  });

  it('gives unit vectors, alike for a text asked alone or beside others', async () => {
    const alone = await encoder.encode('attention sinks');
    const beside = await Promise.all(
      ['tokens', 'attention sinks', ''].map((text) => encoder.encode(text)),
    );
    expect(alone).toHaveLength(encoder.dimensions);
    expect(beside[1]).toEqual(alone);
    for (const vector of beside) expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
  });

  it('reads the beginning of a long text, whatever is in it', async () => {
    const text = `${'streams of tokens and their caches. '.repeat(60)}`;
    const odd = `${text}\0\ud800 \u202e𝔘 漢字 ${'x'.repeat(5000)}`;
    expect(await encoder.encode(odd)).toEqual(await encoder.encode(text));
  });

  it('stands beside the embedder that ships only where it is wanted', async () => {
    expect((await createEmbedder(undefined, { sentences: true })).sentences?.id).toBe(encoder.id);
    expect((await createEmbedder()).sentences).toBeUndefined();
  });

  describe('whose files are missing', () => {
    let dir: string;
    beforeAll(() => {
      dir = mkdtempSync(path.join(tmpdir(), 'encoder-'));
    });
    afterAll(() => rmSync(dir, { recursive: true, force: true }));

    it('fails each time with what to do, and ends nothing', async () => {
      const broken = createMiniLm(dir)!;
      for (const text of ['one', 'two']) {
        const failure = await broken.encode(text).catch((error) => error);
        expect(failure.message).toMatch(/sentence encoder failed.*tokenizer.json/);
        expect(failure.hint).toMatch(/npm ci.*SENTENCE_ENCODER=false/);
      }
    });
  });
});

describe('papers ordered by a sentence encoder', () => {
  it('rise where they are nearer to the question', () => {
    const cosines = [0.1, 0.5, 0.2];
    const found = [hit(0, 1), hit(1, 0.8), hit(2, 0.3)];
    const ordered = rerankByMeaning(found, (document) => cosines[document]!);
    expect(ordered.map(({ document, near }) => [document, near])).toEqual([
      [1, 0.5],
      [0, 0.1],
      [2, 0.2],
    ]);
  });

  it('stay as they are where all are equally near', () => {
    const found = [hit(0, 1), hit(1, 0.8)];
    const ordered = rerankByMeaning(found, () => 0.3);
    expect(ordered.map(({ fused }) => fused)).toEqual([1, 0.8]);
  });

  it('are left alone where the first is sure', () => {
    const sure = { ...hit(0, 1), lexical: 0.8, dense: 0.6 };
    expect(isUnsure([sure, hit(1, 0.5)])).toBe(false);
    expect(isUnsure([sure, hit(1, 0.9)])).toBe(true);
    expect(isUnsure([hit(0, 1), hit(1, 0.5)])).toBe(true);
    expect(isUnsure([])).toBe(false);
  });

  it('are kept as bytes', async () => {
    const vectors = new Float32Array(2 * encoder.dimensions);
    vectors.set(await encoder.encode('caches'), 0);
    vectors.set(await encoder.encode('songs'), encoder.dimensions);
    const opened = EncodedPapers.open(new EncodedPapers(encoder, vectors).pack(), encoder);
    const nearness = await opened.nearness('caches');
    expect(nearness(0)).toBeCloseTo(1, 5);
    expect(nearness(1)).toBeLessThan(0.6);
  });
});
