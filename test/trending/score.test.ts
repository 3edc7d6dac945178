import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Attention, type Reading, risingScore } from '../../src/trending/score.ts';

const HOUR = 3_600_000;
const SPAN = { from: 0, until: 7 * 24 * HOUR };

const listedAt = fc.integer({ min: -48, max: 150 }).map((hour) => hour * HOUR);
/** A paper listed at some hour whose counts only grow. */
const attention: fc.Arbitrary<Attention> = fc
  .tuple(
    listedAt,
    fc.boolean(),
    fc.array(
      fc.record({
        hours: fc.integer({ min: 1, max: 40 }),
        votes: fc.integer({ min: 0, max: 200 }),
        comments: fc.integer({ min: 0, max: 9 }),
        stars: fc.integer({ min: 0, max: 500 }),
      }),
      { maxLength: 8 },
    ),
  )
  .map(([start, hasCode, steps]) => {
    const last: Required<Reading> = { at: start, votes: 0, comments: 0, stars: 0 };
    const readings = steps.map((step) => {
      last.at += step.hours * HOUR;
      last.votes += step.votes;
      last.comments += step.comments;
      last.stars += step.stars;
      return { ...last };
    });
    return { readings: readings.filter(({ at }) => at <= SPAN.until), listedAt: start, hasCode };
  });

describe('the score of rising papers', () => {
  test('lies in [0, 1)', () => {
    fc.assert(
      fc.property(attention, (paper) => {
        const score = risingScore(paper, SPAN);
        return score >= 0 && score < 1;
      }),
    );
  });

  test('more votes never lower it, whenever they came', () => {
    fc.assert(
      fc.property(attention, fc.nat(8), fc.integer({ min: 1, max: 100 }), (paper, from, extra) => {
        const more = paper.readings.map((reading, index) =>
          index >= from ? { ...reading, votes: reading.votes! + extra } : reading,
        );
        const raised = risingScore({ ...paper, readings: more }, SPAN);
        return raised >= risingScore(paper, SPAN) - 1e-12;
      }),
    );
  });

  test('more comments, more stars and code never lower it', () => {
    fc.assert(
      fc.property(attention, fc.nat(8), (paper, from) => {
        const more = paper.readings.map((reading, index) =>
          index >= from
            ? { ...reading, comments: reading.comments! + 1, stars: reading.stars! + 10 }
            : reading,
        );
        const raised = risingScore({ ...paper, readings: more, hasCode: true }, SPAN);
        return raised >= risingScore(paper, SPAN) - 1e-12;
      }),
    );
  });

  test('the same history further back never scores higher', () => {
    fc.assert(
      fc.property(attention, fc.integer({ min: 1, max: 72 }), (paper, hours) => {
        const older = {
          ...paper,
          listedAt: paper.listedAt! - hours * HOUR,
          readings: paper.readings.map((reading) => ({
            ...reading,
            at: reading.at - hours * HOUR,
          })),
        };
        // Code apart, an older paper is at most as good; the prior is all a silent one has.
        return risingScore(older, SPAN) <= risingScore(paper, SPAN) + 1e-12;
      }),
    );
  });

  test('a source that is missing is no zero: unknown scores above a known standstill', () => {
    const still: Attention = {
      listedAt: 0,
      hasCode: false,
      readings: [{ at: 100 * HOUR, votes: 10, comments: 0, stars: undefined }],
    };
    const unknown: Attention = { ...still, readings: [{ at: 100 * HOUR, votes: 10 }] };
    expect(risingScore(unknown, SPAN)).toBeGreaterThan(risingScore(still, SPAN));
    const noVotes: Attention = { listedAt: 0, hasCode: false, readings: [] };
    const zeroVotes: Attention = { ...noVotes, readings: [{ at: 100 * HOUR, votes: 0 }] };
    expect(risingScore(noVotes, SPAN)).toBeGreaterThan(risingScore(zeroVotes, SPAN));
    expect(risingScore(noVotes, SPAN)).toBeGreaterThan(0);
  });

  test('one vote in a minute does not beat twenty in a day', () => {
    const { until } = SPAN;
    const minute: Attention = {
      listedAt: until - HOUR / 60,
      hasCode: false,
      readings: [{ at: until, votes: 1 }],
    };
    const day: Attention = {
      listedAt: until - 24 * HOUR,
      hasCode: false,
      readings: [{ at: until, votes: 20 }],
    };
    expect(risingScore(day, SPAN)).toBeGreaterThan(risingScore(minute, SPAN));
  });

  test('what rises now beats what was famous days ago', () => {
    const { until } = SPAN;
    const famous: Attention = {
      listedAt: until - 144 * HOUR,
      hasCode: false,
      readings: [
        { at: until - 120 * HOUR, votes: 150 },
        { at: until, votes: 152 },
      ],
    };
    const rising: Attention = {
      listedAt: until - 24 * HOUR,
      hasCode: false,
      readings: [{ at: until, votes: 60 }],
    };
    expect(risingScore(rising, SPAN)).toBeGreaterThan(risingScore(famous, SPAN));
  });
});
