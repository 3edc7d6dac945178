import { afterEach, beforeEach, expect, test } from 'vitest';
import { FixedClock } from '../../src/clock.ts';
import { dueDays, Refresher, type RefresherOptions } from '../../src/corpus/refresh.ts';
import { silentLogger } from '../../src/log.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { ObservationStore } from '../../src/store/observations.ts';
import { PaperStore } from '../../src/store/papers.ts';
import { type SourceDay, SourceDayStore } from '../../src/store/source-days.ts';
import { databaseKinds, type TestLocation } from '../helpers/databases.ts';
import { HuggingFaceServer } from '../servers/hugging-face/server.ts';

let location: TestLocation;
let db: Database;
let papers: PaperStore;
let clock: FixedClock;
let changes: number;
let server: HuggingFaceServer;
let options: RefresherOptions;

beforeEach(async () => {
  location = await databaseKinds[0]!.locate();
  db = await openDatabase(location);
  papers = new PaperStore(db);
  clock = new FixedClock('2026-11-20T12:00:00Z');
  changes = 0;
  server = await new HuggingFaceServer().start();
  options = {
    ingest: {
      papers,
      db,
      huggingFaceUrl: server.url,
      retryDelayMs: 1,
      sleep: async (ms) => clock.advance(ms),
    },
    clock,
    log: silentLogger,
    refreshMinutes: 60,
    catchUpDays: 10,
    onChanged: async () => {
      changes++;
    },
  };
});

afterEach(async () => {
  await server.stop();
  await db.destroy();
  await location.dispose();
});

const HOUR = 3_600_000;

test('days missed while the bot was off are caught up, and the papers are handed on once', async () => {
  for (const day of ['2026-11-12', '2026-11-16', '2026-11-20']) {
    server.list(day, [{ id: `2611.0${day.slice(5, 7)}${day.slice(8)}` }]);
  }
  await new Refresher(options).refresh();
  expect(await papers.count()).toBe(3);
  expect(changes).toBe(1);
  const days = await new SourceDayStore(db).between('hugging-face', '2026-11-01', '2026-11-30');
  expect(days).toHaveLength(11);
});

test('an hour later only lively lists are read; votes alone change no paper', async () => {
  server.list('2026-11-20', [{ id: '2611.00001', upvotes: 2 }]);
  server.list('2026-11-19', [{ id: '2611.00002' }]);
  const refresher = new Refresher(options);
  await refresher.refresh();
  server.requests.length = 0;
  clock.advance(HOUR);
  server.list('2026-11-20', [{ id: '2611.00001', upvotes: 12 }]);
  await refresher.refresh();
  const days = new Set(server.requests.map(({ url }) => url.searchParams.get('date')));
  expect([...days].sort()).toEqual(['2026-11-18', '2026-11-19', '2026-11-20']);
  expect(changes).toBe(1);
  const histories = await new ObservationStore(db).histories(['2611.00001'], '2026-12-01');
  expect(histories.get('2611.00001')?.map(({ votes }) => votes)).toEqual([2, 12]);
});

test('of several processes one refreshes', async () => {
  server.list('2026-11-20', [{ id: '2611.00001' }]);
  await new Refresher(options).refresh();
  const requests = server.requests.length;
  await new Refresher(options).refresh();
  expect(server.requests).toHaveLength(requests);
});

test('a source that is down is survived, remembered as failed and tried again', async () => {
  server.playAlways({ status: 503 });
  const refresher = new Refresher(options);
  await refresher.refresh();
  const store = new SourceDayStore(db);
  const [today] = await store.between('hugging-face', '2026-11-20', '2026-11-20');
  expect(today?.state).toBe('failed');
  server.playAlways(undefined);
  server.list('2026-11-12', [{ id: '2611.00001' }]);
  clock.advance(HOUR);
  await refresher.refresh();
  expect(await papers.count()).toBe(1);
  expect(changes).toBe(1);
});

test('start refreshes at once and stop waits for it', async () => {
  server.list('2026-11-20', [{ id: '2611.00001' }]);
  let refresher: Refresher | undefined;
  await new Promise<void>((resolve) => {
    refresher = new Refresher({ ...options, onChanged: async () => resolve() });
    refresher.start();
  });
  await refresher?.stop();
  expect(await papers.count()).toBe(1);
});

test('stop ends a request that hangs', async () => {
  server.playAlways({ hang: true });
  const refresher = new Refresher(options);
  refresher.start();
  while (server.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
  await refresher.stop();
  expect(await papers.count()).toBe(0);
});

test('the days to read follow from what is known of them', () => {
  const entry = (day: string, state: SourceDay['state'], fetchedAt: string): SourceDay => ({
    source: 'hugging-face',
    day,
    state,
    papers: 0,
    fetchedAt,
  });
  const known = [
    entry('2026-11-12', 'ok', '2026-11-12T12:00:00Z'),
    entry('2026-11-13', 'failed', '2026-11-13T12:00:00Z'),
    entry('2026-11-14', 'not_open', '2026-11-14T00:00:00Z'),
    entry('2026-11-15', 'empty', '2026-11-15T12:00:00Z'),
    entry('2026-11-16', 'ok', '2026-11-20T06:00:00Z'),
    entry('2026-11-17', 'ok', '2026-11-19T06:00:00Z'),
    entry('2026-11-18', 'ok', '2026-11-20T11:59:00Z'),
  ];
  expect(dueDays(known, '2026-11-20', { catchUpDays: 9, clock })).toEqual([
    '2026-11-11', // never read
    '2026-11-13', // failed
    '2026-11-14', // was not open
    '2026-11-17', // of this week, read more than a day ago
    '2026-11-18', // the last three days
    '2026-11-19',
    '2026-11-20',
  ]);
});
