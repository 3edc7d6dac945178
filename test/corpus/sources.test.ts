import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FixedClock } from '../../src/clock.ts';
import { type IngestOptions, ingest } from '../../src/corpus/ingest.ts';
import { SourceError, UsageError } from '../../src/errors.ts';
import { packagePath } from '../../src/package-root.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { ObservationStore } from '../../src/store/observations.ts';
import { PaperStore } from '../../src/store/papers.ts';
import { SourceDayStore } from '../../src/store/source-days.ts';
import { databaseKinds, type TestLocation } from '../helpers/databases.ts';
import { ArxivServer, errorFeed, feed } from '../servers/arxiv/server.ts';
import { HuggingFaceServer } from '../servers/hugging-face/server.ts';

const MINUTE = 60_000;

let location: TestLocation;
let db: Database;
let papers: PaperStore;
let clock: FixedClock;
let slept: number[];
let options: IngestOptions;
const huggingFace = new HuggingFaceServer();
const arxiv = new ArxivServer();

beforeEach(async () => {
  location = await databaseKinds[0]!.locate();
  db = await openDatabase(location);
  papers = new PaperStore(db);
  clock = new FixedClock('2026-11-20T12:00:00Z');
  slept = [];
  huggingFace.days.clear();
  huggingFace.openUntil = undefined;
  huggingFace.pageSize = 100;
  arxiv.papers = [];
  for (const server of [huggingFace, arxiv]) {
    server.playAlways(undefined);
    server.requests.length = 0;
    await server.start();
  }
  options = {
    papers,
    db,
    clock,
    huggingFaceUrl: huggingFace.url,
    arxivUrl: arxiv.url,
    retryDelayMs: 1,
    timeoutMs: 300,
    sleep: async (ms) => {
      slept.push(ms);
      clock.advance(ms);
    },
  };
});

afterEach(async () => {
  await Promise.all([huggingFace.stop(), arxiv.stop()]);
  await db.destroy();
  await location.dispose();
});

const stateOf = async (day: string) =>
  (await new SourceDayStore(db).between('hugging-face', day, day))[0]?.state;

const recorded = (name: string) =>
  readFileSync(packagePath('test', 'fixtures', 'formats', name), 'utf8');

describe('daily lists of Hugging Face', () => {
  test('a recorded answer of the API is read whole', async () => {
    huggingFace.days.set('2026-06-12', JSON.parse(recorded('hf-daily-papers.json')));
    expect(await ingest(['hf:2026-06-12'], options)).toMatchObject({ added: 30, rejected: 0 });
    const [paper] = await papers.get(['2606.13174']);
    expect(paper).toMatchObject({ listDay: '2026-06-12', source: 'hugging-face' });
    expect(await new ObservationStore(db).count()).toBe(30);
  });

  test('a day is read over all its pages, a paper that moved between them once', async () => {
    huggingFace.pageSize = 2;
    const list = ['2611.00001', '2611.00002', '2611.00003', '2611.00001', '2611.00004'];
    huggingFace.list(
      '2026-11-20',
      list.map((id) => ({ id, upvotes: 4 })),
    );
    expect(await ingest(['hf:2026-11-20'], options)).toMatchObject({ added: 4, unchanged: 0 });
    expect(huggingFace.requests.map(({ url }) => url.searchParams.get('p'))).toEqual([
      '0',
      '1',
      '2',
    ]);
    expect(await stateOf('2026-11-20')).toBe('ok');
  });

  test('every fetch keeps the votes, comments and stars of its time', async () => {
    const paper = { id: '2611.00001', githubRepo: 'https://github.com/a/b' };
    huggingFace.list('2026-11-20', [{ ...paper, upvotes: 3, numComments: 1, githubStars: 10 }]);
    await ingest(['hf:today'], options);
    clock.advance(60 * MINUTE);
    huggingFace.list('2026-11-20', [{ ...paper, upvotes: 9, numComments: 2, githubStars: 15 }]);
    expect(await ingest(['hf:today'], options)).toMatchObject({
      added: 0,
      updated: 0,
      unchanged: 1,
    });
    const histories = await new ObservationStore(db).histories(['2611.00001'], '2026-12-01');
    expect(histories.get('2611.00001')).toMatchObject([
      { at: '2026-11-20T12:00:00.000Z', votes: 3, comments: 1, stars: 10 },
      { at: '2026-11-20T13:00:00.000Z', votes: 9, comments: 2, stars: 15 },
    ]);
  });

  test('a week is its last seven days; a paper on two lists is one paper of its first day', async () => {
    huggingFace.list('2026-11-18', [{ id: '2611.00001' }, { id: '2611.00002' }]);
    huggingFace.list('2026-11-19', [{ id: '2611.00001' }]);
    await ingest(['hf:week'], options);
    const days = huggingFace.requests.map(({ url }) => url.searchParams.get('date'));
    expect([...new Set(days)]).toEqual([
      '2026-11-14',
      '2026-11-15',
      '2026-11-16',
      '2026-11-17',
      '2026-11-18',
      '2026-11-19',
      '2026-11-20',
    ]);
    expect(await papers.count()).toBe(2);
    expect(await papers.get(['2611.00001'])).toMatchObject([{ listDay: '2026-11-18' }]);
  });

  test('an empty list is asked for again before it is believed', async () => {
    huggingFace.list('2026-11-19', [{ id: '2611.00001' }]);
    huggingFace.play({ body: '[]' });
    expect(await ingest(['hf:2026-11-19'], options)).toMatchObject({ added: 1 });
    const result = await ingest(['hf:2026-11-15'], options);
    expect(result.notes).toEqual(['There were no papers on 2026-11-15.']);
    expect(await stateOf('2026-11-15')).toBe('empty');
  });

  test('a failed day is told apart from an empty one, and a read day is not forgotten by it', async () => {
    huggingFace.list('2026-11-19', [{ id: '2611.00001' }]);
    await ingest(['hf:2026-11-19'], options);
    huggingFace.playAlways({ status: 500 });
    await expect(ingest(['hf:2026-11-18..2026-11-19'], options)).rejects.toThrow(SourceError);
    expect(await stateOf('2026-11-18')).toBe('failed');
    expect(await stateOf('2026-11-19')).toBe('ok');
  });

  test('one bad day does not keep the others out', async () => {
    huggingFace.list('2026-11-19', [{ id: '2611.00002' }]);
    huggingFace.play(...Array.from({ length: 3 }, () => ({ status: 502 })));
    const result = await ingest(['hf:2026-11-18..2026-11-19'], options);
    expect(result).toMatchObject({ added: 1, failures: [{ source: 'hf:2026-11-18..2026-11-19' }] });
    expect(result.failures[0]?.message).toContain('The list of 2026-11-18 cannot be had');
  });

  test('a list that is not open yet (400) is neither empty nor failed', async () => {
    huggingFace.openUntil = '2026-11-19';
    const result = await ingest(['hf:today'], options);
    expect(result.notes).toEqual(['The list of 2026-11-20 is not open yet.']);
    expect(await stateOf('2026-11-20')).toBe('not_open');
  });

  test('400 for a day long past is a failure', async () => {
    huggingFace.openUntil = '2026-01-01';
    await expect(ingest(['hf:2026-10-01'], options)).rejects.toThrow('status 400');
  });

  test('an error of the server and a hang-up are tried again', async () => {
    huggingFace.list('2026-11-20', [{ id: '2611.00001' }]);
    huggingFace.play({ status: 500 }, { hangUp: true });
    expect(await ingest(['hf:today'], options)).toMatchObject({ added: 1 });
  });

  test('a server that never answers is given up after the time limit', async () => {
    huggingFace.playAlways({ hang: true });
    await expect(ingest(['hf:today'], options)).rejects.toThrow(/did not answer within 0.3 s/);
  });

  test('after a 429 nobody asks until the window that RateLimit names has passed', async () => {
    huggingFace.list('2026-11-20', [{ id: '2611.00001' }]);
    huggingFace.play({ status: 429, headers: { ratelimit: '"api";r=0;t=40' } });
    expect(await ingest(['hf:today'], options)).toMatchObject({ added: 1 });
    expect(slept.some((ms) => ms >= 39_000)).toBe(true);
  });

  test('a window that lasts long is an error that says when to come again, and holds for all', async () => {
    huggingFace.play({ status: 429, headers: { ratelimit: '"api";r=0;t=240' } });
    await expect(ingest(['hf:today'], options)).rejects.toMatchObject({
      hint: 'Try again in 4 minutes.',
      retryAfterMs: 240_000,
    });
    await expect(ingest(['hf:today'], options)).rejects.toThrow('pause');
    expect(huggingFace.requests).toHaveLength(1);
  });

  test('the last call of a window shuts the gate before a 429 is needed', async () => {
    huggingFace.play({ headers: { ratelimit: '"api";r=0;t=30' }, body: '[]' });
    huggingFace.list('2026-11-20', [{ id: '2611.00001' }]);
    await ingest(['hf:today'], options);
    expect(slept.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(30_000);
  });

  test('a malformed record is rejected, the rest of the list goes in', async () => {
    huggingFace.list('2026-11-20', [{ id: '2611.00001' }]);
    huggingFace.days
      .get('2026-11-20')
      ?.unshift(null, { paper: { id: '2611.00009', upvotes: 'x', discussionId: 'd' } });
    const result = await ingest(['hf:today'], options);
    expect(result).toMatchObject({ added: 1, rejected: 2 });
    expect(result.reasons).toMatchObject([
      { source: 'hf:2026-11-20', line: 1, reason: 'not a JSON object' },
      { source: 'hf:2026-11-20', line: 2, reason: 'no title' },
    ]);
  });

  test('a withdrawn paper is marked', async () => {
    huggingFace.list('2026-11-20', [{ id: '2611.00001' }]);
    await ingest(['hf:today'], options);
    huggingFace.list('2026-11-20', [{ id: '2611.00001', withdrawnAt: '2026-11-20T11:00:00.000Z' }]);
    expect(await ingest(['hf:today'], options)).toMatchObject({ updated: 1 });
    expect(await papers.get(['2611.00001'])).toMatchObject([
      { withdrawnAt: '2026-11-20T11:00:00.000Z' },
    ]);
  });

  test('one paper is fetched by its id; an unknown one is said to be', async () => {
    huggingFace.list('2026-11-20', [{ id: '2611.00001' }]);
    expect(await ingest(['hf:2611.00001v2'], options)).toMatchObject({ added: 1 });
    await expect(ingest(['hf:2611.00002'], options)).rejects.toThrow('does not know');
  });

  test('a redirect to another host and a page of HTML are not taken for papers', async () => {
    huggingFace.playAlways({ status: 302, headers: { location: 'http://localhost:1/login' } });
    await expect(ingest(['hf:today'], options)).rejects.toThrow('redirects elsewhere');
    huggingFace.playAlways({ body: '<html>log in</html>' });
    await expect(ingest(['hf:today'], options)).rejects.toThrow('not JSON');
  });

  test('a body without end is cut off', async () => {
    huggingFace.playAlways({ body: ' '.repeat(33 * 1024 * 1024) });
    await expect(ingest(['hf:today'], { ...options, timeoutMs: 10_000 })).rejects.toThrow(
      'more than 32 MB',
    );
  });

  test('a source that cannot be reached is a clear error with a hint', async () => {
    await huggingFace.stop();
    await expect(ingest(['hf:today'], options)).rejects.toMatchObject({
      message: expect.stringContaining('cannot be reached: ECONNREFUSED'),
      hint: expect.stringContaining('HF_API_URL'),
    });
  });

  test('a day that does not exist, a later one and a span that ends before it begins are wrong usage', async () => {
    for (const wish of [
      'hf:2026-02-30',
      'hf:2026-11-21',
      'hf:2026-11-19..2026-11-01',
      'hf:soon',
      'hf:',
    ]) {
      await expect(ingest([wish], options)).rejects.toThrow(UsageError);
    }
    expect(huggingFace.requests).toHaveLength(0);
  });
});

describe('arXiv', () => {
  test('a recorded answer of the API is read whole', async () => {
    // The feed tells of 28,946 papers, the five of this slice were asked for.
    arxiv.play({ body: recorded('arxiv-query-1.xml') });
    expect(await ingest(['arxiv:cat:cs.LG'], { ...options, arxivLimit: 5 })).toMatchObject({
      added: 5,
    });
    expect(await papers.get(['2606.13677'])).toMatchObject([
      { categories: ['cs.RO', 'cs.AI', 'cs.CV', 'cs.LG'] },
    ]);
  });

  const many = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ id: `2405.${String(10_000 + n)}` }));

  test('ids are fetched in one request, whatever their form; unknown ones are left out', async () => {
    arxiv.papers = [{ id: '2309.17453', categories: ['cs.CL', 'cs.AI'] }, { id: '2205.14135' }];
    const source = 'arxiv:2309.17453v2, https://arxiv.org/abs/2205.14135 2401.99999';
    expect(await ingest([source], options)).toMatchObject({ added: 2 });
    expect(arxiv.requests).toHaveLength(1);
    expect(await papers.get(['2309.17453'])).toMatchObject([
      { source: 'arxiv', categories: ['cs.CL', 'cs.AI'], publishedAt: '2024-05-01' },
    ]);
  });

  test('a query is turned in slices, newest first, three seconds apart', async () => {
    arxiv.papers = many(450);
    expect(await ingest(['arxiv:cat:cs.CL'], { ...options, arxivLimit: 450 })).toMatchObject({
      added: 450,
    });
    const [first] = arxiv.requests;
    expect(first?.url.searchParams.get('search_query')).toBe('cat:cs.CL');
    expect(first?.url.searchParams.get('sortBy')).toBe('submittedDate');
    expect(arxiv.requests.map(({ url }) => url.searchParams.get('start'))).toEqual([
      '0',
      '200',
      '400',
    ]);
    expect(slept.filter((ms) => ms === 3000)).toHaveLength(2);
  });

  test('plain words become a query that all of them must meet', async () => {
    arxiv.papers = many(1);
    await ingest(['arxiv:attention sinks'], options);
    expect(arxiv.requests[0]?.url.searchParams.get('search_query')).toBe(
      'all:attention AND all:sinks',
    );
  });

  test('a feed that is empty although papers match is asked for again, then a failure', async () => {
    arxiv.papers = many(3);
    arxiv.play({ body: feed([], 3) });
    expect(await ingest(['arxiv:cat:cs.CL'], options)).toMatchObject({ added: 3 });
    arxiv.playAlways({ body: feed([], 3) });
    await expect(ingest(['arxiv:cat:cs.CL'], options)).rejects.toThrow('3 papers match');
  });

  test('an Error entry is told in its own words', async () => {
    arxiv.playAlways({ status: 400, body: errorFeed('incorrect id format for abc') });
    await expect(ingest(['arxiv:id:abc'], options)).rejects.toThrow('incorrect id format for abc');
    expect(arxiv.requests).toHaveLength(1);
  });

  test('after a 429 arXiv is left alone for ten minutes by all processes', async () => {
    arxiv.papers = many(1);
    arxiv.play({ status: 429 });
    await expect(ingest(['arxiv:cat:cs.CL'], options)).rejects.toMatchObject({
      hint: 'Try again in 10 minutes.',
    });
    clock.advance(8 * MINUTE);
    await expect(ingest(['arxiv:cat:cs.CL'], options)).rejects.toThrow('pause');
    expect(arxiv.requests).toHaveLength(1);
    clock.advance(3 * MINUTE);
    expect(await ingest(['arxiv:cat:cs.CL'], options)).toMatchObject({ added: 1 });
  });

  test('several askers at once have one connection between them', async () => {
    arxiv.papers = many(5);
    // The clock goes on slowly, so that nobody who is inside is taken for dead.
    const sleep = async (ms: number) => {
      await delay(2);
      clock.advance(ms / 10);
    };
    const sources = arxiv.papers.map(({ id }) => ingest([`arxiv:${id}`], { ...options, sleep }));
    const results = await Promise.all(sources);
    expect(results.map(({ added }) => added)).toEqual([1, 1, 1, 1, 1]);
    expect(arxiv.requests.map(({ open }) => open)).toEqual([1, 1, 1, 1, 1]);
    expect(clock.now().getTime() - Date.parse('2026-11-20T12:00:00Z')).toBeGreaterThanOrEqual(
      12_000,
    );
  });

  test('the original of arXiv replaces a worse text of the same paper, and stays', async () => {
    huggingFace.list('2026-11-20', [
      { id: '2405.10000', summary: 'about 2times faster', upvotes: 1 },
    ]);
    arxiv.papers = [{ id: '2405.10000', summary: 'about $2\\times$ faster' }];
    await ingest(['hf:today', 'arxiv:2405.10000', 'hf:today'], options);
    expect(await papers.get(['2405.10000'])).toMatchObject([
      { abstract: 'about $2\\times$ faster', listDay: '2026-11-20', source: 'arxiv' },
    ]);
  });
});
