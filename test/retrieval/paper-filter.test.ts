import { describe, expect, it } from 'vitest';
import { type Filterable, filterTest } from '../../src/retrieval/paper-filter.ts';
import type { PaperFilter } from '../../src/retrieval/retriever.ts';

const paper: Filterable = {
  id: '2309.17453',
  publishedAt: '2023-09-29',
  categories: ['cs.CL', 'stat.ML'],
  authors: ['Guangxuan Xiao', 'Bernhard Schölkopf'],
};

const passes = (filter: PaperFilter, of: Filterable = paper) => filterTest(filter)(of);

describe('a filter by metadata', () => {
  it.each<[string, PaperFilter, boolean]>([
    ['nothing', {}, true],
    ['a date before', { from: '2023-09-28' }, true],
    ['the day itself', { from: '2023-09-29', to: '2023-09-29' }, true],
    ['a later day', { from: '2023-09-30' }, false],
    ['an earlier end', { to: '2023-09-28' }, false],
    ['its year', { from: '2023', to: '2023' }, true],
    ['another year', { from: '2024' }, false],
    ['its category', { categories: ['cs.CL'] }, true],
    ['the archive of its category', { categories: ['STAT'] }, true],
    ['a category that only begins alike', { categories: ['cs.C'] }, false],
    ['one of several categories', { categories: ['math', 'cs.CL'] }, true],
    ['a family name', { authors: ['xiao'] }, true],
    ['a name without its accent', { authors: ['Bernhard Scholkopf'] }, true],
    ['part of a word of a name', { authors: ['Guang'] }, false],
    ['words of two authors', { authors: ['Xiao Bernhard'] }, false],
    ['its id', { ids: ['1', '2309.17453'] }, true],
    ['no ids', { ids: [] }, false],
    ['empty lists', { categories: [], authors: [] }, true],
    ['one part that holds and one that does not', { categories: ['cs'], to: '2020' }, false],
  ])('by %s', (_, filter, expected) => {
    expect(passes(filter)).toBe(expected);
  });

  it('lets a paper known only by its year pass every day of it', () => {
    const vague = { id: 'x', publishedAt: '2023' };
    expect(passes({ from: '2023-06', to: '2023-07-01' }, vague)).toBe(true);
    expect(passes({ from: '2024-01-01' }, vague)).toBe(false);
  });

  it('does not let a paper pass that lacks what is asked about', () => {
    for (const filter of [
      { from: '1900' },
      { to: '2100' },
      { authors: ['x'] },
      { categories: ['cs'] },
    ]) {
      expect(passes(filter, { id: 'x' })).toBe(false);
    }
  });
});
