import { describe, expect, it } from 'vitest';
import { nextSlot, parseSchedule, parseZone, slotsBetween } from '../../src/digest/schedule.ts';
import { InputError } from '../../src/errors.ts';

const between = (words: string, time: string, zone: string, from: string, to: string) =>
  slotsBetween(parseSchedule(words, time, zone), new Date(from), new Date(to)).map((slot) =>
    slot.toISOString().replace(':00.000Z', 'Z'),
  );

describe('slots', () => {
  it('keep the local time when summer time begins and ends', () => {
    expect(
      between('daily', '9:00', 'Europe/Berlin', '2026-03-28T00:00Z', '2026-03-30T12:00Z'),
    ).toEqual(['2026-03-28T08:00Z', '2026-03-29T07:00Z', '2026-03-30T07:00Z']);
    expect(
      between('daily', '09:00', 'America/New_York', '2026-10-31T00:00Z', '2026-11-02T20:00Z'),
    ).toEqual(['2026-10-31T13:00Z', '2026-11-01T14:00Z', '2026-11-02T14:00Z']);
  });

  it('fall on the first instant after a gap where the clocks skip the time', () => {
    expect(
      between('daily', '02:30', 'Europe/Berlin', '2026-03-28T12:00Z', '2026-03-30T12:00Z'),
    ).toEqual(['2026-03-29T01:00Z', '2026-03-30T00:30Z']);
    // Midnight itself is skipped there.
    expect(
      between('daily', '00:00', 'America/Havana', '2026-03-07T12:00Z', '2026-03-09T12:00Z'),
    ).toEqual(['2026-03-08T05:00Z', '2026-03-09T04:00Z']);
  });

  it('come once, at the first chance, where the clocks show the time twice', () => {
    expect(
      between('daily', '02:30', 'Europe/Berlin', '2026-10-24T12:00Z', '2026-10-26T12:00Z'),
    ).toEqual(['2026-10-25T00:30Z', '2026-10-26T01:30Z']);
  });

  it('leave out a day that a zone left out', () => {
    expect(
      between('daily', '10:00', 'Pacific/Apia', '2011-12-29T00:00Z', '2012-01-01T00:00Z'),
    ).toEqual(['2011-12-29T20:00Z', '2011-12-30T20:00Z', '2011-12-31T20:00Z']);
  });

  it('follow weekdays and days of the week in the local calendar', () => {
    // Monday morning in Tokyo is Sunday in UTC.
    expect(
      between('weekly:mon', '08:00', 'Asia/Tokyo', '2026-11-01T00:00Z', '2026-11-16T00:00Z'),
    ).toEqual(['2026-11-01T23:00Z', '2026-11-08T23:00Z', '2026-11-15T23:00Z']);
    expect(between('weekdays', '08:00', 'UTC', '2026-11-20T09:00Z', '2026-11-24T09:00Z')).toEqual([
      '2026-11-23T08:00Z',
      '2026-11-24T08:00Z',
    ]);
  });

  it('take five cron fields', () => {
    expect(between('0 8,20 * * 1', '', 'UTC', '2026-11-23T00:00Z', '2026-11-30T00:00Z')).toEqual([
      '2026-11-23T08:00Z',
      '2026-11-23T20:00Z',
    ]);
  });

  it('begin after an instant and not with it', () => {
    const schedule = parseSchedule('daily', '09:00', 'UTC');
    expect(nextSlot(schedule, new Date('2026-11-23T09:00Z'))).toEqual(
      new Date('2026-11-24T09:00Z'),
    );
  });
});

describe('a schedule that cannot be', () => {
  it.each([
    ['daily', '25:00', 'UTC', '"25:00" is no time of day'],
    ['daily', '9', 'UTC', '"9" is no time of day'],
    ['hourly', '09:00', 'UTC', '"hourly" is no schedule'],
    ['weekly:someday', '09:00', 'UTC', '"weekly:someday" is no schedule'],
    ['weekly', '09:00', 'UTC', '"weekly" is no schedule'],
    ['daily', '09:00', 'Mars/Olympus', '"Mars/Olympus" is no time zone'],
    ['daily', '09:00', '+01:00', '"+01:00" is no time zone'],
    ['61 * * * *', '', 'UTC', 'is no cron expression: Invalid value for minute: 61'],
    ['0 8 31 2 *', '', 'UTC', 'never comes'],
    ['*/5 * * * *', '', 'UTC', 'more than once an hour'],
  ])('%s at "%s" in %s is refused: %s', (words, time, zone, message) => {
    expect(() => parseSchedule(words, time, zone)).toThrow(InputError);
    expect(() => parseSchedule(words, time, zone)).toThrow(message);
  });

  it('says what to do', () => {
    try {
      parseSchedule('daily', '25:00', 'UTC');
      expect.unreachable();
    } catch (error) {
      expect((error as InputError).hint).toContain('HH:MM');
    }
  });

  it('forgives case and spaces in words and zones', () => {
    expect(parseSchedule(' Weekly:Monday ', '8:05', 'europe/berlin')).toEqual({
      cron: '5 8 * * 1',
      timeZone: 'Europe/Berlin',
    });
    expect(parseZone(' utc ')).toBe('UTC');
  });
});
