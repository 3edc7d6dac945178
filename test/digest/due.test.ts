import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dueWork } from '../../src/digest/due.ts';
import { checkSettings, type Subscription } from '../../src/digest/subscription.ts';
import { type NaiveSchedule, naiveSlots } from './naive-slots.ts';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const CATCH_UP_MS = 3 * DAY_MS;

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Zones with every kind of daylight saving there is: none, an hour, half an hour, at midnight. */
const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Havana',
  'America/St_Johns',
  'Asia/Kathmandu',
  'Asia/Tokyo',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Pacific/Chatham',
  'America/Santiago',
];

function subscription(naive: NaiveSchedule, schedule: string, activeFrom: Date): Subscription {
  const time = `${naive.hour}:${String(naive.minute).padStart(2, '0')}`;
  return {
    id: 's',
    target: { adapter: 'platform', workspace: 'w', channel: 'c' },
    userId: 'u',
    settings: checkSettings({ schedule, time, timeZone: naive.timeZone }),
    activeFrom,
    paused: false,
    pauseReason: '',
  };
}

const schedules = fc
  .record({
    kind: fc.constantFrom('daily', 'weekdays', 'weekly'),
    weekday: fc.integer({ min: 0, max: 6 }),
    hour: fc.integer({ min: 0, max: 23 }),
    minute: fc.integer({ min: 0, max: 59 }),
    timeZone: fc.constantFrom(...ZONES),
  })
  .map(({ kind, weekday, ...time }) => ({
    schedule: kind === 'weekly' ? `weekly:${WEEKDAYS[weekday]}` : kind,
    naive: {
      ...time,
      days: { daily: [0, 1, 2, 3, 4, 5, 6], weekdays: [1, 2, 3, 4, 5], weekly: [weekday] }[kind]!,
    },
  }));

/** Instants at which somebody looks: mostly hours apart, at times days, at times backwards. */
const looks = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: fc.integer({ min: 1, max: 12 * 60 }) },
    { weight: 2, arbitrary: fc.integer({ min: 24 * 60, max: 9 * 24 * 60 }) },
    { weight: 1, arbitrary: fc.integer({ min: -4 * 24 * 60, max: -1 }) },
  ),
  { minLength: 5, maxLength: 60 },
);

const starts = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) });

describe('due work, against a naive model of schedules, zones and downtimes', () => {
  it('covers each slot that was young enough when somebody looked exactly once, and no other', () => {
    let slots = 0;
    let posts = 0;
    fc.assert(
      fc.property(schedules, starts, looks, ({ schedule, naive }, startMs, minutes) => {
        const start = new Date(startMs);
        const mine = subscription(naive, schedule, start);
        const covered = new Map<string, number>();
        const expected = new Set<string>();
        let now = startMs;
        for (const minute of minutes) {
          now += minute * 60_000;
          const known = new Map([[mine.id, new Set(covered.keys())]]);
          const from = new Date(Math.max(startMs, now - CATCH_UP_MS));
          const young = naiveSlots(naive, from, new Date(now));
          for (const slot of young) expected.add(slot);
          for (const work of dueWork([mine], known, new Date(now), CATCH_UP_MS)) {
            posts++;
            // The post stands for the newest, and late ones are merged into it in their order.
            expect(work.slot).toBe(young.filter((slot) => !covered.has(slot)).at(-1));
            expect(work.merged).toEqual([...work.merged].sort());
            for (const slot of [...work.merged, work.slot]) {
              covered.set(slot, (covered.get(slot) ?? 0) + 1);
            }
          }
        }
        slots += expected.size;
        expect([...covered.keys()].sort()).toEqual([...expected].sort());
        expect([...covered.values()].every((times) => times === 1)).toBe(true);
      }),
      { numRuns: 300, seed: 5 },
    );
    console.log(`300 runs: ${slots} slots in ${posts} posts, each covered once`);
  }, 120_000);
});

describe('due work', () => {
  const now = new Date('2026-11-23T12:00:00Z');
  const naive = { days: [0, 1, 2, 3, 4, 5, 6], hour: 9, minute: 0, timeZone: 'UTC' };
  const yesterday = new Date(+now - DAY_MS);

  it('leaves out what is paused', () => {
    const paused = { ...subscription(naive, 'daily', yesterday), paused: true };
    expect(dueWork([paused], new Map(), now, CATCH_UP_MS)).toEqual([]);
  });

  it('begins after a subscription became active', () => {
    const fresh = subscription(naive, 'daily', new Date('2026-11-23T09:00:00Z'));
    expect(dueWork([fresh], new Map(), now, CATCH_UP_MS)).toEqual([]);
  });

  it('stands in the order of the slots', () => {
    const late = { ...subscription({ ...naive, hour: 11 }, 'daily', yesterday), id: 'a' };
    const early = { ...subscription(naive, 'daily', yesterday), id: 'b' };
    const order = dueWork([late, early], new Map(), now, CATCH_UP_MS);
    expect(order.map((work) => work.subscription.id)).toEqual(['b', 'a']);
  });
});
