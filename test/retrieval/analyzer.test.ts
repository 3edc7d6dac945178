import { describe, expect, it } from 'vitest';
import {
  documentTerms,
  fold,
  MAX_QUERY_TOKENS,
  queryTerms,
  words,
} from '../../src/retrieval/analyzer.ts';

/** Whether a query shares a term with a text, as it must to find it. */
const finds = (query: string, text: string) => {
  const terms = new Set(documentTerms(text));
  return queryTerms(query).some(({ term }) => terms.has(term));
};

/** Share of the query's own words (weight 1) or joined spellings that a text holds. */
const shared = (query: string, text: string) => {
  const terms = new Set(documentTerms(text));
  return queryTerms(query).filter(({ term }) => terms.has(term)).length;
};

describe('words', () => {
  it('are stems without function words, in order', () => {
    expect(words('The attention sinks of streaming models')).toEqual([
      'attent',
      'sink',
      'stream',
      'model',
    ]);
  });

  it('ignore case, accents, width and ligatures', () => {
    expect(words('SCHRÖDINGER')).toEqual(words('schrodinger'));
    expect(words('ｆｕｌｌ ﬁne')).toEqual(words('full fine'));
    expect(fold('Łukasz Straße')).toBe('lukasz strasse');
  });

  it('keep decimals whole and drop the possessive', () => {
    expect(words("the model's 19.2 points")).toEqual(['model', '19.2', 'point']);
  });

  it('leave out the commands of LaTeX and keep what they format', () => {
    expect(words('\\textbf{Lion} runs in $\\mathcal{O}(n)$')).toEqual(['lion', 'run', 'o', 'n']);
  });

  it('survive in scripts without spaces, as pairs of characters', () => {
    expect(words('深度学习')).toEqual(['深度', '度学', '学习']);
    expect(finds('学习', '深度学习方法')).toBe(true);
    expect(words('обучение моделей')).toEqual(['обучение', 'моделей']);
    expect(words('한국어 모델')).toEqual(['한국어', '모델']);
  });

  it('leave out runs that are no words', () => {
    expect(words('x'.repeat(500))).toEqual([]);
  });
});

describe('spellings of one name find each other', () => {
  it.each([
    ['3D GS', '3D-GS'],
    ['3DGS', '3D-GS'],
    ['3D GS', '3DGS'],
    ['Flash Attention 2', 'FlashAttention-2'],
    ['flashattention 2', 'FlashAttention-2'],
    ['FlashAttention2', 'FlashAttention-2'],
    ['flash attention', 'FlashAttention'],
    ['w4a4', 'W4A4'],
    ['Llama 3', 'Llama3'],
    ['llama3', 'Llama-3'],
    ['GPT4', 'GPT-4'],
    ['LMU former', 'LMUFormer'],
    ['LLMs', 'large language models'],
    ['large language model', 'LLM'],
  ])('%s finds %s', (query, text) => {
    expect(finds(query, `It uses ${text} throughout.`)).toBe(true);
  });

  it('treats KV cache, key-value cache and key value cache alike', () => {
    const spellings = ['KV cache', 'key-value cache', 'key value cache'];
    for (const query of spellings) {
      for (const text of spellings) expect(shared(query, text)).toBeGreaterThanOrEqual(2);
    }
  });
});

describe('a query', () => {
  const weight = (query: string, term: string) =>
    queryTerms(query).find((entry) => entry.term === term)?.weight ?? 0;

  it('weighs a word more that it repeats', () => {
    expect(weight('graph graph pruning', 'graph')).toBeGreaterThan(
      weight('graph pruning', 'graph'),
    );
  });

  it('weighs adverbs less, which share their stems with topics', () => {
    expect(weight('compare optimizers fairly', 'fair')).toBeLessThan(0.2);
    expect(weight('fairness of optimizers', 'fair')).toBe(1);
    expect(weight('anomaly of supply', 'anomali')).toBe(1);
  });

  it('weighs the words that only ask less than its topic', () => {
    expect(weight('which papers describe pruning', 'paper')).toBeLessThan(
      weight('which papers describe pruning', 'prune'),
    );
  });

  it('is cut where it is longer than any text', () => {
    const long = Array.from({ length: 5000 }, (_, i) => `word${i}x`).join(' ');
    expect(queryTerms(long).length).toBeLessThan(3 * MAX_QUERY_TOKENS);
  });

  it('has no terms when it has no words', () => {
    expect(queryTerms('?! … \u0000\u0001')).toEqual([]);
  });
});
