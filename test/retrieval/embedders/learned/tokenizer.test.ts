import { describe, expect, it } from 'vitest';
import {
  foldText,
  hashWord,
  scanWords,
} from '../../../../src/retrieval/embedders/learned/tokenizer.ts';

function wordsOf(text: string): string[] {
  const folded = foldText(text);
  const words: string[] = [];
  scanWords(folded, (hash, start, end) => {
    const word = folded.slice(start, end);
    expect(hash).toBe(hashWord(word));
    words.push(word);
  });
  return words;
}

describe('the tokenizer of the embedder', () => {
  it('splits at punctuation, symbols and hyphens and lowers case', () => {
    expect(wordsOf('Self-Attention (GPT-4): x_i = 3.5')).toEqual([
      'self',
      'attention',
      'gpt',
      '4',
      'x',
      'i',
      '3',
      '5',
    ]);
  });

  it('removes accents and unfolds compatibility forms, so that spellings of a name meet', () => {
    expect(wordsOf('Erdős–Rényi')).toEqual(wordsOf('Erdos Renyi'));
    expect(wordsOf('ﬁne‐tuning')).toEqual(['fine', 'tuning']);
  });

  it('keeps letters of other scripts and drops typographic quotes and dashes', () => {
    expect(wordsOf('“β-catenin” — 東京')).toEqual(['β', 'catenin', '東京']);
  });

  it('finds no words in blanks, punctuation or nothing', () => {
    expect(wordsOf('')).toEqual([]);
    expect(wordsOf(' \n…—!? ')).toEqual([]);
  });

  it('gives different hashes to similar words', () => {
    const words = Array.from({ length: 20_000 }, (_, i) => `w${i}`);
    expect(new Set(words.map(hashWord)).size).toBe(words.length);
  });
});
