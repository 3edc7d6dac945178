import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { queryTerms, words } from '../../src/retrieval/analyzer.ts';
import {
  technicalQuery,
  technicalTerms,
  withTechnicalTerms,
} from '../../src/retrieval/thesaurus.ts';

describe('the thesaurus', () => {
  const lines = readFileSync('src/retrieval/thesaurus.txt', 'utf8').trimEnd().split('\n');

  it('has plain expressions of one to three words, each once, with one to four technical terms', () => {
    const plain = lines.map((line) => {
      expect(line).toMatch(
        /^[a-z0-9][a-z0-9 -]*: [a-z0-9][a-z0-9 -]*(?:, [a-z0-9][a-z0-9 -]*){0,3}$/,
      );
      return line.split(': ')[0]!;
    });
    expect(new Set(plain).size).toBe(plain.length);
    for (const expression of plain) expect(expression.split(/[ -]/).length).toBeLessThan(6);
    expect(plain.filter((expression) => words(expression).length === 0)).toEqual([]);
  });

  it('knows what plain words are called', () => {
    expect(technicalTerms('Which songs do people replay?')).toContain('music');
    expect(technicalTerms('a purple giraffe')).toEqual([]);
  });

  it('takes the longest expression', () => {
    const terms = technicalTerms('turn speech to text');
    expect(terms).toContain('automatic speech recognition');
  });
});

describe('a query with technical terms', () => {
  const query = queryTerms('songs on a phone');
  const weightOf = (papers: number, text = 'songs on a phone') =>
    withTechnicalTerms(query, technicalQuery(text, papers)).find(({ term }) => term === 'music')
      ?.weight ?? 0;

  it('has them for less than its own words', () => {
    expect(weightOf(65)).toBeGreaterThan(0);
    expect(weightOf(65)).toBeLessThan(0.5);
    const technical = technicalQuery('songs on a phone', 65);
    expect(withTechnicalTerms(query, technical).slice(0, query.length)).toEqual(query);
    expect(technical!.meaning.weight).toBeLessThan(0.5);
  });

  it('has them for the less, the more papers there are, and not among many', () => {
    expect(weightOf(2000)).toBe(weightOf(65));
    expect(weightOf(4000)).toBeLessThan(weightOf(2000));
    expect(weightOf(20_000)).toBe(0);
  });

  it('has none for a long text', () => {
    expect(weightOf(65, 'songs on a phone '.repeat(40))).toBe(0);
  });

  it('has no term twice', () => {
    const technical = technicalQuery('songs and music', 65);
    const terms = withTechnicalTerms(queryTerms('songs and music'), technical);
    const names = terms.map(({ term }) => term);
    expect(new Set(names).size).toBe(names.length);
  });
});
