import { describe, expect, it } from 'vitest';
import { readFilters } from '../../../src/model/extractive/filters.ts';
import { readIntent } from '../../../src/model/extractive/intent.ts';

describe('readIntent', () => {
  const kinds: [string, string][] = [
    ['Which papers accelerate attention?', 'list'],
    ['papers on active learning', 'list'],
    ['Is there any work on paging?', 'list'],
    ['anything about audio codecs?', 'list'],
    ['Which paper introduces SinkCache?', 'fact'],
    ['How much faster is SinkCache?', 'number'],
    ['What throughput gain does it give?', 'number'],
    ['Give the speed in frames per second', 'number'],
    ['SinkCache GitHub link', 'link'],
    ['where can I find the code?', 'link'],
    ['Is the code available?', 'link'],
    ['who wrote SinkCache?', 'metadata'],
    ['by whom? SinkCache was written by whom?', 'metadata'],
    ['how do watermarks in text written by LLMs work?', 'fact'],
    ['When was SinkCache published?', 'metadata'],
    ['What is a sink, according to the SinkCache authors?', 'fact'],
    ['compare SinkCache and PoolMixer', 'compare'],
    ['SinkCache vs. PoolMixer', 'compare'],
    ['speedup of SinkCache vs recomputing?', 'number'],
    ['memory savings of PoolMixer on phones', 'number'],
    ['tuning prompts and code of a workflow', 'fact'],
    ['Where is the code of SinkCache?', 'link'],
    ['recent papers on caches', 'list'],
    ['How does SinkCache differ from PoolMixer?', 'compare'],
    ['papers similar to SinkCache', 'similar'],
    ['what is trending this week?', 'trending'],
    ['detecting trending topics in streams', 'fact'],
    ['How does SinkCache work?', 'fact'],
  ];
  it.each(kinds)('%s -> %s', (question, kind) => {
    expect(readIntent(question).kind).toBe(kind);
  });

  it('takes the names of a comparison without what stands around them', () => {
    expect(readIntent('What is the difference between the SinkCache paper and PoolMixer?')).toEqual(
      {
        kind: 'compare',
        names: ['SinkCache', 'PoolMixer'],
      },
    );
  });

  it('takes how many papers are wanted', () => {
    expect(readIntent('give me three papers about caches')).toEqual({ kind: 'list', most: 3 });
    expect(readIntent('list 2 recent papers on vision')).toEqual({
      kind: 'list',
      most: 2,
      order: 'newest',
    });
    expect(readIntent('what is the oldest paper on caches?')).toEqual({
      kind: 'list',
      most: 1,
      order: 'oldest',
    });
  });

  it('takes topic and window of what is trending', () => {
    expect(readIntent('what are the trending papers about robotics this month?')).toEqual({
      kind: 'trending',
      topic: 'robotics',
      window: '30d',
    });
  });

  it('takes "which methods" for a list only where no paper is named', () => {
    expect(readIntent('Which methods compress caches?').kind).toBe('list');
    expect(readIntent('Which methods does SinkCache use?', true).kind).toBe('fact');
  });
});

describe('readFilters', () => {
  it.each([
    ['which papers come with code?', 'which papers ?'],
    ['Which papers release their source code for streaming?', 'Which papers for streaming?'],
    ['open-source papers on video', 'papers on video'],
    ['papers that have code available on caches', 'papers on caches'],
  ])('takes the wish for code out of "%s"', (question, query) => {
    expect(readIntent(question)).toMatchObject({ kind: 'list', withCode: true });
    expect(readFilters(question)).toEqual({ query, with_code: true });
  });

  it.each([
    'which papers are about code generation?',
    'papers with code completion benchmarks',
    'does the paper have code?',
    'which papers offer code review by models?',
  ])('takes code for a topic, or for that of one paper, in "%s"', (question) => {
    expect(readFilters(question).with_code).toBeUndefined();
  });

  it('takes the end of the dates', () => {
    expect(readFilters('the oldest papers on caches')).toEqual({
      query: 'papers on caches',
      order: 'oldest',
    });
    expect(readFilters('which paper is the newest?').order).toBe('newest');
    expect(readFilters('the latest tokens of a cache').order).toBeUndefined();
  });

  it('takes an author, a category and years out of a question', () => {
    expect(readFilters('papers about caches by Ada Moreno in cs.CL since 2023')).toEqual({
      query: 'papers about caches',
      authors: ['Ada Moreno'],
      categories: ['cs.CL'],
      from: '2023',
    });
    expect(readFilters('papers on vision between 2020 and 2022')).toEqual({
      query: 'papers on vision',
      from: '2020',
      to: '2022',
    });
    expect(readFilters('work published in 2021 on speech')).toMatchObject({
      from: '2021',
      to: '2021',
    });
    expect(readFilters('papers on speech before 2020')).toMatchObject({ to: '2019' });
    expect(readFilters('papers from October 2024 on caches')).toEqual({
      query: 'papers on caches',
      from: '2024-10',
      to: '2024-10',
    });
    expect(readFilters('papers from 2023 on')).toMatchObject({ from: '2023' });
    expect(readFilters('papers from 2023 on').to).toBeUndefined();
    expect(readFilters('papers from 2023 on streaming')).toEqual({
      query: 'papers on streaming',
      from: '2023',
      to: '2023',
    });
  });

  it.each([
    ['papers from last week on caches', '2026-03-02'],
    ['papers of the past 3 months', '2025-12-06'],
    ['papers published this month', '2026-03'],
    ['papers of this year', '2026'],
    ['papers from yesterday', '2026-03-08'],
  ])('counts from today: %s', (question, from) => {
    expect(readFilters(question, new Date('2026-03-10T12:00:00Z')).from).toBe(from);
  });

  it('leaves numbers alone that are no years of papers', () => {
    expect(readFilters('How fast is it on 2048 tokens?')).toEqual({
      query: 'How fast is it on 2048 tokens?',
    });
    const question = 'Which paper spends the last week of training on long texts?';
    expect(readFilters(question)).toEqual({ query: question });
  });
});
