import { describe, expect, it } from 'vitest';
import { type ComposeRequest, composeDigest, type DigestMatch } from '../../src/digest/compose.ts';
import { checkSettings } from '../../src/digest/subscription.ts';
import type { TrendingOptions } from '../../src/trending/trending.ts';
import { DailyPapers, samplePaper } from '../helpers/daily-papers.ts';
import { channel } from './world.ts';

function request(
  settings: Partial<Parameters<typeof checkSettings>[0]> = {},
  more: Partial<ComposeRequest> = {},
): ComposeRequest {
  return {
    subscription: {
      id: 's',
      target: channel('a'),
      userId: 'u',
      settings: checkSettings({ schedule: 'daily', time: '09:00', limit: 3, ...settings }),
      activeFrom: new Date('2026-11-01T00:00:00Z'),
      paused: false,
      pauseReason: '',
    },
    slot: new Date('2026-11-23T09:00:00Z'),
    merged: [],
    now: new Date('2026-11-23T09:00:05Z'),
    seen: new Set(),
    images: false,
    ...more,
  };
}

describe('a digest', () => {
  it('carries the day of the list, and for each paper what it is about and why it is here', async () => {
    const { body, silent } = await composeDigest(request(), { trending: new DailyPapers() });
    expect(silent).toBe(false);
    expect(body).toMatchObject({
      kind: 'digest',
      title: 'Trending papers · 23 Nov 2026',
      day: '2026-11-23',
    });
    expect(body.lines[0]).toEqual({
      paper: samplePaper('2026-11-23/1'),
      summary: 'We propose a method for 2026-11-23/1 that is better.',
      why: ['+10 votes since yesterday'],
    });
    expect(body.note).toBeUndefined();
  });

  it('names its topics', async () => {
    const { body } = await composeDigest(request({ include: ['agents', 'code'] }), {
      trending: new DailyPapers(),
    });
    expect(body.title).toBe('Trending papers on agents, code · 23 Nov 2026');
  });

  it('never lists a paper again, whatever version its id carries', async () => {
    const trending = new DailyPapers(0);
    trending.rank = async () => ({
      day: '2026-11-23',
      window: '7d',
      source: 'ok',
      papers: [
        { rank: 1, paper: samplePaper('2310.00001v3'), score: 1, why: [] },
        { rank: 2, paper: samplePaper('2310.00002'), score: 1, why: [], votes: 1 },
      ],
    });
    const { body } = await composeDigest(request({}, { seen: new Set(['2310.00001']) }), {
      trending,
    });
    expect(body.lines.map(({ paper }) => paper.id)).toEqual(['2310.00002']);
    expect(body.lines[0]?.why).toEqual(['1 vote']);
  });

  it('says that code is there, once', async () => {
    const paper = samplePaper('2310.00003', { githubRepo: 'https://github.com/a/b' });
    const matches = async (): Promise<DigestMatch[]> => [
      { paper, mark: 'watch: codes', why: [] },
      { paper: { ...paper, id: 'x' }, mark: 'watch: codes', why: ['code available now'] },
    ];
    const { body } = await composeDigest(request(), { trending: new DailyPapers(0), matches });
    expect(body.lines.map(({ why }) => why)).toEqual([['code available'], ['code available now']]);
  });

  it('asks the ranking for what the subscription wants', async () => {
    let asked: TrendingOptions | undefined;
    const trending = new DailyPapers();
    const rank = trending.rank.bind(trending);
    trending.rank = (options) => {
      asked = options;
      return rank(options);
    };
    const settings = {
      include: ['a'],
      exclude: ['b'],
      authors: ['C'],
      minScore: 0.4,
      window: '3d',
    };
    await composeDigest(request({ ...settings, categories: ['cs.CL'] }), { trending });
    expect(asked).toMatchObject({ ...settings, categories: ['cs.CL'], k: 3, day: '2026-11-23' });
  });

  it('looks back over lists that were missed', async () => {
    const one = request({ window: '1d', limit: 20 }, { coveredDay: '2026-11-20' });
    const { body } = await composeDigest(one, { trending: new DailyPapers(1) });
    expect(body.lines.map(({ paper }) => paper.id)).toEqual([
      '2026-11-23/1',
      '2026-11-22/1',
      '2026-11-21/1',
    ]);
  });

  it('puts matches of watches and authors first and marks them; a paper stands once', async () => {
    const matches = async (): Promise<DigestMatch[]> => [
      { paper: samplePaper('w'), mark: 'watch: diffusion', why: ['matches "diffusion"'] },
      { paper: samplePaper('2026-11-23/2'), mark: 'author: Ada', why: [] },
      { paper: samplePaper('2026-11-23/2'), mark: 'watch: sets', why: [] },
    ];
    const { body } = await composeDigest(request(), { trending: new DailyPapers(), matches });
    expect(body.lines.map(({ paper, mark }) => [paper.id, mark])).toEqual([
      ['w', 'watch: diffusion'],
      ['2026-11-23/2', 'author: Ada, watch: sets'],
      ['2026-11-23/1', undefined],
      ['2026-11-23/3', undefined],
    ]);
    expect(body.lines[1]?.why).toEqual(['+9 votes since yesterday']);
  });
});

describe('a digest without papers', () => {
  const none = new DailyPapers(0);

  it('says that nothing is new, or is silent where that was asked for', async () => {
    const said = await composeDigest(request(), { trending: none });
    expect(said).toMatchObject({
      silent: false,
      body: { lines: [], note: 'No new papers today.' },
    });
    const silent = await composeDigest(request({ silentWhenEmpty: true }), { trending: none });
    expect(silent.silent).toBe(true);
  });

  it('says something else where the source failed, with a silence of its own', async () => {
    const failing = new DailyPapers(0);
    failing.failed.add('2026-11-23');
    const said = await composeDigest(request({ silentWhenEmpty: true }), { trending: failing });
    expect(said).toMatchObject({
      silent: false,
      source: 'failed',
      body: { note: 'The source of papers could not be reached; I will catch up.' },
    });
    const silent = await composeDigest(request({ silentOnFailure: true }), { trending: failing });
    expect(silent.silent).toBe(true);
  });

  it('still posts older papers where only the newest list failed', async () => {
    const failing = new DailyPapers(1);
    failing.failed.add('2026-11-23');
    const { body, silent } = await composeDigest(request({ silentOnFailure: true }), {
      trending: failing,
    });
    expect(silent).toBe(false);
    expect(body.lines[0]?.paper.id).toBe('2026-11-22/1');
    expect(body.note).toContain('The newest list could not be reached');
  });
});

describe('a chart', () => {
  it('is drawn only where the platform shows pictures and there is something to show', async () => {
    const trending = new DailyPapers();
    const chart = new Uint8Array([1, 2, 3]);
    trending.chart = async () => chart;
    const composed = (images: boolean, from = trending) =>
      composeDigest(request({}, { images }), { trending: from });
    expect((await composed(true)).body.chart).toBe(chart);
    expect((await composed(false)).body.chart).toBeUndefined();
    const empty = new DailyPapers(0);
    empty.chart = trending.chart;
    expect((await composed(true, empty)).body.chart).toBeUndefined();
  });
});
