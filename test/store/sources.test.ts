import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { GateStore } from '../../src/store/gates.ts';
import { ListingStore } from '../../src/store/listings.ts';
import { ObservationStore } from '../../src/store/observations.ts';
import { SourceDayStore } from '../../src/store/source-days.ts';
import { type Watch, WatchStore } from '../../src/store/watches.ts';
import { databaseKinds, type TestLocation } from '../helpers/databases.ts';

describe.each(databaseKinds)('what sources said, in $kind', ({ locate }) => {
  let location: TestLocation;
  let db: Database;

  beforeEach(async () => {
    location = await locate();
    db = await openDatabase(location);
  });

  afterEach(async () => {
    await db.destroy();
    await location.dispose();
  });

  test('of twenty who come to a gate at once one goes in', async () => {
    const gates = new GateStore(db);
    const holders = Array.from({ length: 20 }, (_, n) => `holder-${n}`);
    const entered = await Promise.all(
      holders.map((holder) => gates.enter('g', holder, 1000, 5000)),
    );
    expect(entered.filter(Boolean)).toHaveLength(1);
    expect(await gates.state('g')).toEqual({ openAt: 0, heldUntil: 5000 });
  });

  test('a gate opens when its pause is over, and whoever died inside is put out', async () => {
    const gates = new GateStore(db);
    await gates.enter('g', 'a', 1000, 5000);
    expect(await gates.enter('g', 'b', 4999, 9000)).toBe(false);
    expect(await gates.enter('g', 'b', 5000, 9000)).toBe(true);
    // The dead one's leaving frees nobody's place.
    await gates.leave('g', 'a', 5100);
    expect(await gates.enter('g', 'c', 5200, 9000)).toBe(false);
    await gates.leave('g', 'b', 8000);
    expect(await gates.enter('g', 'c', 7999, 9000)).toBe(false);
    expect(await gates.enter('g', 'c', 8000, 9000)).toBe(true);
  });

  test('a pause is never shortened', async () => {
    const gates = new GateStore(db);
    await gates.enter('g', 'a', 0, 100);
    await gates.shut('g', 60_000);
    await gates.leave('g', 'a', 3000);
    expect((await gates.state('g')).openAt).toBe(60_000);
  });

  test('observations keep what was not told apart from zero', async () => {
    const observations = new ObservationStore(db);
    await observations.add([
      { paperId: 'p', at: '2026-11-20T10:00:00.000Z', votes: 0, stars: 3 },
      { paperId: 'p', at: '2026-11-20T09:00:00.000Z' },
      { paperId: 'q', at: '2026-11-21T10:00:00.000Z', comments: 2 },
    ]);
    expect(await observations.count()).toBe(2);
    const histories = await observations.histories(['p', 'q'], '2026-11-20T23:59:59.999Z');
    expect([...histories]).toEqual([
      [
        'p',
        [{ paperId: 'p', at: '2026-11-20T10:00:00.000Z', votes: 0, comments: undefined, stars: 3 }],
      ],
    ]);
    expect(await observations.papersBetween('2026-11-21', '2026-11-22')).toEqual(['q']);
  });

  test('a failure does not hide that a day was read, a reading mends a failure', async () => {
    const days = new SourceDayStore(db);
    const entry = { source: 's', day: '2026-11-20', papers: 3, fetchedAt: '2026-11-20T10:00:00Z' };
    await days.record({ ...entry, state: 'failed', reason: 'down' });
    await days.record({ ...entry, state: 'ok' });
    await days.record({ ...entry, state: 'failed', reason: 'down again' });
    expect(await days.between('s', '2026-11-01', '2026-11-30')).toMatchObject([
      { state: 'ok', papers: 3, reason: undefined },
    ]);
  });

  test('listings are kept once', async () => {
    const listings = new ListingStore(db);
    expect(await listings.any()).toBe(false);
    const listing = { day: '2026-11-20', paperId: 'p' };
    await listings.add([listing]);
    await listings.add([listing, { day: '2026-11-21', paperId: 'p' }]);
    expect(await listings.between('2026-11-20', '2026-11-20')).toEqual([listing]);
    expect(await listings.any()).toBe(true);
  });

  test('watches are kept by owner and text, matches once', async () => {
    const store = new WatchStore(db);
    const watch: Watch = {
      id: 'w1',
      owner: 'o',
      kind: 'query',
      text: 'Attention',
      threshold: 0.5,
      createdAt: '2026-11-20T10:00:00Z',
      seenRevision: 4,
    };
    await store.put(watch);
    expect(await store.put({ ...watch, id: 'w2', text: 'attention', threshold: 0.7 })).toEqual({
      ...watch,
      threshold: 0.7,
    });
    const match = { watchId: 'w1', paperId: 'p', score: 0.8, matchedAt: '2026-11-20T11:00:00Z' };
    await store.addMatches('w1', [match], 5);
    await store.addMatches('w1', [{ ...match, matchedAt: '2026-11-21T11:00:00Z' }], 6);
    expect(await store.matches('o', '2026-11-19')).toEqual([match]);
    expect(await store.list()).toMatchObject([{ seenRevision: 6 }]);
    expect(await store.remove('other', 'w1')).toBe(false);
    expect(await store.remove('o', 'w1')).toBe(true);
    expect(await store.matches('o', '2026-11-19')).toEqual([]);
  });
});
