import { describe, expect, it } from 'vitest';
import type { Lexicon } from '../../src/retrieval/embedders/embedder.ts';
import { readQuestion } from '../../src/retrieval/evidence-question.ts';
import { Nearness, WordMatch } from '../../src/retrieval/word-match.ts';

const paper = {
  id: 'p',
  title: 'Music for caches',
  abstract: 'We evict music from a cache. It runs on phones.',
};
const { words } = readQuestion('songs evicted from caches', {
  idf: () => 1,
  size: 10,
  documentFrequency: () => 1,
});
const equal = words.map(() => 1);

/** Songs are near to music; every other word is near to itself alone. */
const lexicon: Pick<Lexicon, 'vector'> = {
  vector(word) {
    const vector = new Float32Array(64);
    if (word === 'songs' || word === 'music') vector[0] = 1;
    else vector[1 + ([...word].reduce((sum, c) => sum + c.charCodeAt(0), 0) % 63)] = 1;
    return vector;
  },
};

describe('the match of a question with a paper', () => {
  it('tells what each sentence and the title hold by the forms of the words', () => {
    const match = new WordMatch(words, paper);
    expect(match.segments).toBe(3);
    expect(match.inSegment(0, equal, 'exact')).toBeCloseTo(1 / 3, 6);
    expect(match.inSegment(1, equal, 'exact')).toBeCloseTo(2 / 3, 6);
    expect(match.inSegment(2, equal, 'exact')).toBe(0);
    expect(match.inPaper(equal, 'exact')).toBeCloseTo(2 / 3, 6);
    expect(match.inBestSegment(equal, 'exact')).toBeCloseTo(2 / 3, 6);
    expect(words.map((_, w) => match.sentencesWith(w))).toEqual([0, 1, 1]);
  });

  it('lets a word near in meaning stand in, for less than the word itself', () => {
    const match = new WordMatch(words, paper, new Nearness(words, lexicon));
    expect(match.ofWord(0, 'exact')).toBe(0);
    expect(match.ofWord(0, 'close')).toBeGreaterThan(0.5);
    expect(match.ofWord(0, 'close')).toBeLessThan(1);
    expect(match.ofWord(1, 'close')).toBe(1);
    expect(match.inSegment(2, equal, 'close')).toBe(0);
  });

  it('counts words by their weights', () => {
    const match = new WordMatch(words, paper);
    expect(match.inPaper([8, 1, 1], 'exact')).toBeCloseTo(0.2, 6);
    expect(match.inPaper([0, 0, 0], 'exact')).toBe(0);
  });

  it('has nothing in a paper without words', () => {
    const empty = new WordMatch(
      words,
      { id: 'e', title: '', abstract: '' },
      new Nearness(words, lexicon),
    );
    expect(empty.inPaper(equal, 'close')).toBe(0);
    expect(new WordMatch([], paper).inPaper([], 'close')).toBe(0);
  });

  it('does bounded work for a paper of very many words', () => {
    const abstract = Array.from({ length: 5000 }, (_, i) => `word${i}`).join(' ');
    let asked = 0;
    const counting = {
      vector(word: string) {
        asked++;
        return lexicon.vector(word);
      },
    };
    new WordMatch(words, { id: 'l', title: '', abstract }, new Nearness(words, counting));
    expect(asked).toBeLessThan(500);
  });
});
