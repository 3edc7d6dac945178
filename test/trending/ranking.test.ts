import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { packagePath } from '../../src/package-root.ts';
import { SourceDayStore } from '../../src/store/source-days.ts';
import type { TrendingResult } from '../../src/trending/trending.ts';
import { listed, openStack, type Stack } from './stack.ts';

let stack: Stack;

beforeEach(async () => {
  stack = await openStack('2026-11-20T20:00:00Z');
});

afterEach(() => stack.close());

const idsOf = (result: TrendingResult) => result.papers.map(({ paper }) => paper.id);

/** Five papers of one week, each with a reason to stand where it does. */
const WEEK = [
  // Famous on Monday, at a standstill since.
  ...listed('2611.00001', '2026-11-16', {
    '2026-11-17T20:00:00Z': 90,
    '2026-11-19T20:00:00Z': 92,
    '2026-11-20T20:00:00Z': 92,
  }),
  // Rises steeply today.
  ...listed('2611.00002', '2026-11-20', { '2026-11-20T12:00:00Z': 30, '2026-11-20T20:00:00Z': 64 }),
  // Rises too, since yesterday, and has code.
  ...listed(
    '2611.00003',
    '2026-11-19',
    { '2026-11-19T20:00:00Z': 60, '2026-11-20T20:00:00Z': 98 },
    { github_url: 'https://github.com/a/b' },
  ),
  // One vote, a moment after it was listed.
  ...listed('2611.00004', '2026-11-20', { '2026-11-20T00:01:00Z': 1 }),
  // Nothing at all.
  ...listed('2611.00005', '2026-11-18', { '2026-11-20T20:00:00Z': 0 }),
];

describe('ranking a week', () => {
  test('every place has its reason', async () => {
    await stack.add(WEEK);
    const result = await stack.trending.rank();
    expect(result).toMatchObject({ day: '2026-11-20', window: '7d', source: 'ok' });
    expect(result.papers.map(({ paper, why }) => [paper.id, why])).toEqual([
      // 64 votes in its first 20 hours: the steepest.
      ['2611.00002', ['+64 votes since it was listed today']],
      // More votes in all and code, but over more than twice the hours.
      ['2611.00003', ['+38 votes since yesterday', 'code released', '98 votes in all']],
      // Most of its votes are days old.
      ['2611.00001', ['92 votes in all']],
      // One vote in a minute is hardly more than what every paper is credited with.
      ['2611.00004', ['+1 vote since it was listed today']],
      // A known standstill.
      ['2611.00005', []],
    ]);
    for (const { score } of result.papers) expect(score > 0 && score < 1).toBe(true);
  });

  test('the votes that are told are those of the day asked for', async () => {
    await stack.add(WEEK);
    const { papers } = await stack.trending.rank({ day: '2026-11-19' });
    expect(papers.map(({ paper, votes }) => [paper.id, votes])).toEqual([
      ['2611.00003', 60],
      ['2611.00001', 92],
      ['2611.00005', undefined],
    ]);
  });

  test('a day is its own list and what rose on it', async () => {
    await stack.add(WEEK);
    const { papers } = await stack.trending.rank({ window: '1d' });
    // The standstill of Monday's paper was observed today too, and ranks by it.
    expect(papers.at(0)?.paper.id).toBe('2611.00002');
    expect(idsOf({ papers } as TrendingResult).indexOf('2611.00001')).toBeGreaterThan(1);
  });

  test('the same store and options give the same result, whatever the hour', async () => {
    await stack.add(WEEK);
    const first = await stack.trending.rank();
    stack.clock.advance(3 * 3_600_000);
    expect(await stack.trending.rank()).toEqual(first);
  });

  test('ties stand by votes and id, in any order of arrival', async () => {
    const same = { '2026-11-20T12:00:00Z': 5 };
    await stack.add([
      ...listed('2611.00009', '2026-11-20', same),
      ...listed('2611.00008', '2026-11-20', same),
    ]);
    expect(idsOf(await stack.trending.rank())).toEqual(['2611.00008', '2611.00009']);
  });

  test('what was not read since is not claimed for today', async () => {
    await stack.add(
      listed('2611.00001', '2026-11-15', {
        '2026-11-16T12:00:00Z': 10,
        '2026-11-17T12:00:00Z': 30,
      }),
    );
    const { papers } = await stack.trending.rank();
    expect(papers[0]?.why).toEqual(['+20 votes from 16 Nov to 17 Nov', '30 votes in all']);
  });

  test('votes that were read after the day asked for rank it, and are said to be later', async () => {
    await stack.add([
      ...listed('2611.00001', '2026-11-02', { '2026-11-19T12:00:00Z': 20 }),
      ...listed('2611.00002', '2026-11-02', { '2026-11-19T12:00:00Z': 120 }),
    ]);
    const result = await stack.trending.rank({ day: '2026-11-02', window: '1d' });
    expect(result.note).toBe('The votes of these days were read later.');
    expect(result.papers.map(({ paper, why }) => [paper.id, why])).toEqual([
      ['2611.00002', ['120 votes by 19 Nov']],
      ['2611.00001', ['20 votes by 19 Nov']],
    ]);
    expect(await stack.trending.chart(result)).toBeDefined();
  });

  test('k, minVotes, minScore, seen papers and withdrawn ones bound the list', async () => {
    await stack.add(WEEK);
    expect(idsOf(await stack.trending.rank({ k: 1 }))).toEqual(['2611.00002']);
    expect(idsOf(await stack.trending.rank({ minVotes: 90 }))).toEqual([
      '2611.00003',
      '2611.00001',
    ]);
    const seen = new Set(['2611.00002', '2611.00001']);
    expect(idsOf(await stack.trending.rank({ seen, minVotes: 1 }))).toEqual([
      '2611.00003',
      '2611.00004',
    ]);
    expect((await stack.trending.rank({ minScore: 0.99 })).papers).toEqual([]);
    const title = 'A Study of Subject 2611.00002';
    await stack.add([{ id: '2611.00002', title, withdrawnAt: '2026-11-20T10:00:00Z' }]);
    expect(idsOf(await stack.trending.rank({ k: 1 }))).toEqual(['2611.00003']);
  });

  test('keywords are whole words; authors and categories are asked for by name', async () => {
    await stack.add([
      ...listed(
        '2611.00001',
        '2026-11-20',
        { '2026-11-20T12:00:00Z': 5 },
        { title: 'Streaming Attention' },
      ),
      ...listed(
        '2611.00002',
        '2026-11-20',
        { '2026-11-20T12:00:00Z': 9 },
        { title: 'Mainstreaming Things', authors: ['Søren Kierkegaard'] },
      ),
    ]);
    expect(idsOf(await stack.trending.rank({ keywords: ['streaming'] }))).toEqual(['2611.00001']);
    expect(idsOf(await stack.trending.rank({ authors: ['kierkegaard'] }))).toEqual(['2611.00002']);
    expect(idsOf(await stack.trending.rank({ categories: ['cs.CL'] }))).toEqual([]);
  });

  test('feedback shifts a score by a tenth at most and says why', async () => {
    await stack.add(WEEK);
    const plain = await stack.trending.rank();
    const shift = () => ({ amount: 5, why: 'readers here like such papers' });
    const shifted = await stack.trending.rank({ shift });
    expect(shifted.papers[0]!.score).toBeCloseTo(Math.min(1, plain.papers[0]!.score + 0.1), 10);
    expect(shifted.papers[0]!.why).toContain('readers here like such papers');
  });

  test('a day or a window that is none is bad input', async () => {
    await expect(stack.trending.rank({ day: '2026-02-30' })).rejects.toThrow(InputError);
    for (const window of ['0d', 'soon', '400d', '-1d']) {
      await expect(stack.trending.rank({ window })).rejects.toThrow(InputError);
    }
  });
});

describe('topics', () => {
  const abstracts = {
    '2611.00001': [
      'Video Diffusion in Real Time',
      'We generate videos with a diffusion model that denoises frames one after another.',
    ],
    '2611.00002': [
      'Grasping Objects With a Robot Hand',
      'A robot learns dexterous manipulation of tools from simulated demonstrations.',
    ],
    '2611.00003': [
      'Attention Sinks for Streaming Language Models',
      'Language models stream endless text with attention sinks and a rolling key-value cache.',
    ],
  };

  beforeEach(async () => {
    const records = Object.entries(abstracts).flatMap(([id, [title, abstract]]) =>
      listed(id, '2026-11-20', { '2026-11-20T12:00:00Z': 10 }, { title, abstract }),
    );
    await stack.add(records);
    await stack.index();
  });

  test('a wanted topic keeps what is about it and is given as a reason', async () => {
    const { papers } = await stack.trending.rank({ include: ['robot manipulation'] });
    expect(papers.map(({ paper, why }) => [paper.id, why])).toEqual([
      [
        '2611.00002',
        ['+10 votes since it was listed today', 'matches your topic robot manipulation'],
      ],
    ]);
  });

  test('an unwanted topic drops what is about it', async () => {
    const result = await stack.trending.rank({ exclude: ['video generation'] });
    expect(idsOf(result).sort()).toEqual(['2611.00002', '2611.00003']);
  });

  test('empty topics ask for nothing', async () => {
    expect((await stack.trending.rank({ include: ['  '], exclude: [''] })).papers).toHaveLength(3);
  });
});

describe('what is known of the lists', () => {
  const days = (state: 'failed' | 'empty' | 'not_open', day: string) =>
    new SourceDayStore(stack.db).record({
      source: 'hugging-face',
      day,
      state,
      papers: 0,
      fetchedAt: '2026-11-20T20:00:00Z',
    });

  test('empty, failed, not open and never asked for are told apart', async () => {
    await stack.add(WEEK);
    await days('empty', '2026-11-15');
    await days('failed', '2026-11-14');
    await days('not_open', '2026-11-21');
    expect(await stack.trending.rank({ day: '2026-11-15', window: '1d' })).toMatchObject({
      source: 'empty',
      papers: [],
    });
    expect(await stack.trending.rank({ day: '2026-11-14', window: '1d' })).toMatchObject({
      source: 'failed',
      papers: [],
    });
    expect(await stack.trending.rank({ day: '2026-11-13', window: '1d' })).toMatchObject({
      source: 'unknown',
      papers: [],
    });
    const early = await stack.trending.rank({ day: '2026-11-21', window: '1d' });
    expect(early).toMatchObject({ source: 'unknown', note: 'The list of 21 Nov is not open yet.' });
  });

  test('a failed day within the window is said', async () => {
    await stack.add(WEEK);
    await days('failed', '2026-11-17');
    const result = await stack.trending.rank();
    expect(result).toMatchObject({ source: 'ok', note: 'The source failed for 17 Nov.' });
  });
});

describe('a corpus without votes', () => {
  test('falls back to what it knows, newest and most central, and says so', async () => {
    await stack.ingest(packagePath('corpus', 'papers.jsonl'));
    const result = await stack.trending.rank({ k: 65 });
    expect(result.note).toMatch(/^No votes are known for these days/);
    expect(result.source).toBe('unknown');
    expect(result.papers).toHaveLength(65);
    const [first] = result.papers;
    expect(first?.why[0]).toMatch(/^published 202[45]/);
    expect(first?.votes).toBeUndefined();
    const place = (id: string) => result.papers.findIndex(({ paper }) => paper.id === id);
    // Of March 2025, the newest, against August 2019, the oldest.
    expect(place('2503.00540')).toBeLessThan(place('1908.06843'));
    expect(await stack.trending.chart(result)).toBeUndefined();
  });

  test('papers of a later day do not stand on an earlier list', async () => {
    await stack.ingest(packagePath('corpus', 'papers.jsonl'));
    const { papers } = await stack.trending.rank({ day: '2023-01-01', k: 65 });
    expect(papers.length).toBeGreaterThan(0);
    for (const { paper } of papers) expect(paper.publishedAt! < '2023-01-02').toBe(true);
  });

  test('an empty store has nothing to show', async () => {
    expect(await stack.trending.rank()).toMatchObject({ papers: [], source: 'unknown' });
  });
});

describe('the chart', () => {
  test('is a picture of the votes over time', async () => {
    await stack.add(WEEK);
    const png = Buffer.from((await stack.trending.chart(await stack.trending.rank()))!);
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1200, 640]);
    // A card with lines and words, not an empty one.
    expect(png.length).toBeGreaterThan(15_000);
  });

  test('signs of markup in a title do no harm', async () => {
    const title = '{x|y} <b>&"%1$s: a \\title{b}';
    await stack.add(listed('2611.00001', '2026-11-20', { '2026-11-20T12:00:00Z': 5 }, { title }));
    expect(await stack.trending.chart(await stack.trending.rank())).toBeDefined();
  });
});
