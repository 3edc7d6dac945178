import { describe, expect, it } from 'vitest';
import { LsaEmbedder } from '../../src/retrieval/embedders/lsa.ts';

const texts = [
  'car engine motor',
  'motor vehicle engine',
  'vehicle car road',
  'road traffic car',
  'flower garden plant',
  'plant tree garden',
  'tree flower leaf',
  'leaf garden plant',
];
const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, x, i) => sum + x * b[i]!, 0);

describe('latent semantics fitted on a corpus', () => {
  const lsa = LsaEmbedder.fit(texts);

  it('gives unit vectors', () => {
    for (const text of texts) expect(dot(lsa.embed(text), lsa.embed(text))).toBeCloseTo(1, 5);
  });

  it('brings words together that go with the same words', () => {
    // 30 topics of 20 words each, more than there are dimensions; texts hold 8 words of a topic.
    const many = Array.from({ length: 1200 }, (_, n) =>
      Array.from(
        { length: 8 },
        (_, i) => `t${n % 30}x${(Math.floor(n / 30) * 7 + i * (1 + (n % 7))) % 20}`,
      ).join(' '),
    );
    const wide = LsaEmbedder.fit(many);
    expect(wide.dimensions).toBe(256);
    const alike = dot(wide.embed('t1x1'), wide.embed('t1x2'));
    expect(alike).toBeGreaterThan(dot(wide.embed('t1x1'), wide.embed('t2x2')) + 0.1);
  });

  it('gives zero to what it does not know', () => {
    expect(Array.from(lsa.embed('quasar')).every((x) => x === 0)).toBe(true);
  });

  it('is the same each time it is fitted, and after it was packed', () => {
    expect(LsaEmbedder.fit(texts).id).toBe(lsa.id);
    const opened = LsaEmbedder.open(lsa.pack(), 'test');
    expect(opened.id).toBe(lsa.id);
    expect(opened.embed('motor road')).toEqual(lsa.embed('motor road'));
  });

  it('is another one on another corpus', () => {
    expect(LsaEmbedder.fit(texts.slice(1)).id).not.toBe(lsa.id);
  });

  it.each([[['one text alone']], [['same words', 'same words', 'same words']], [['', '']]])(
    'can be fitted on %j',
    (few) => {
      const vector = LsaEmbedder.fit(few).embed('same words');
      expect(Array.from(vector).every(Number.isFinite)).toBe(true);
    },
  );
});
