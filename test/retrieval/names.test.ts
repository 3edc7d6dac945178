import { describe, expect, it } from 'vitest';
import { nameKey, paperNames } from '../../src/retrieval/names.ts';

const names = (title: string, abstract = '') =>
  Object.fromEntries(paperNames({ title, abstract }).map(({ name, strength }) => [name, strength]));

describe('the names of a paper', () => {
  it('are its title and what stands before the colon', () => {
    const found = names('DuoAttention: Efficient Long-Context Inference');
    expect(found['DuoAttention: Efficient Long-Context Inference']).toBe(1);
    expect(found.DuoAttention).toBeGreaterThan(0.9);
  });

  it('do not include half a sentence before a colon', () => {
    const title = 'What we talk about when we talk about pruning: a survey';
    expect(Object.keys(names(title))).toEqual([title]);
  });

  it.each([
    ['we propose', 'In this work we propose a fast optimizer, PISA, for all.', 'PISA'],
    ['called', 'The resulting model is called Zebra and runs on phones.', 'Zebra'],
    ['a kind of thing', 'It is a simple optimization algorithm, Lion (a sign method).', 'Lion'],
    ['an expansion', 'We use residual classifier-free guidance (RCFG) here.', 'RCFG'],
    ['a colon and a number', 'To that end, we propose: (1) JRT-Prompt, and more.', 'JRT-Prompt'],
    ['its repository', 'Code is at https://github.com/lab/STDO-CVPR2023.git', 'STDO'],
    ['its repository', 'Code: github.com/mit-lab/streaming-llm.', 'streaming-llm'],
    ['LaTeX', 'We introduce \\textbf{PoolFormer} as a baseline.', 'PoolFormer'],
  ])('include what the abstract introduces by %s', (_, abstract, name) => {
    expect(names('Some title', abstract)[name]).toBeGreaterThanOrEqual(0.6);
  });

  it('do not include repositories without a name', () => {
    expect(
      Object.keys(names('Caches', 'See https://github.com/lab/code and gitlab.com/lab/data.')),
    ).toEqual(['Caches']);
  });

  it('tell what it mentions from what it is', () => {
    const found = names('Faster Decoding', 'We present QuickDec. It beats TensorRT.');
    expect(found.QuickDec).toBeGreaterThan(found.TensorRT!);
  });

  it('come strongest first and once for each spelling', () => {
    const list = paperNames({
      title: 'KV-Zip: Small Caches',
      abstract: 'We propose KVZip. KVZip is small. KV-Zip wins.',
    });
    const keys = list.map(({ name }) => nameKey(name));
    expect(new Set(keys).size).toBe(keys.length);
    const strengths = list.map(({ strength }) => strength);
    expect(strengths).toEqual([...strengths].sort((a, b) => b - a));
  });
});

it('spaces, hyphens, case and accents do not make another name', () => {
  for (const spelling of ['Duo Attention', 'duo-attention', 'DUOATTENTION', 'Duó Attention']) {
    expect(nameKey(spelling)).toBe('duoattention');
  }
});
