import { Cron } from 'croner';
import { InputError } from '../errors.ts';

/** When a subscription is due: five cron fields in an IANA zone. */
export interface Schedule {
  cron: string;
  timeZone: string;
}

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Posting more often than this helps nobody and would fill a channel. */
const LEAST_INTERVAL_MS = 60 * 60_000;

const HINT = 'Use daily, weekdays, weekly:mon or five cron fields such as "0 9 * * 1-5".';

/** Parsed patterns; a few dozen differ, and parsing costs more than asking. */
const parsed = new Map<string, Cron>();

/**
 * Slots of each schedule after an instant without a gap, and the one after them: a scheduler asks
 * for nearly the same days every few seconds, for thousands of subscriptions.
 */
const runs = new Map<string, { from: Date; slots: Date[]; next: Date | null }>();
const MOST_REMEMBERED = 500;

/**
 * Makes a schedule of what a person wrote: `daily`, `weekdays` or `weekly:mon` with a local time
 * `HH:MM`, or five cron fields. A time that the clocks skip falls on the first instant after the
 * gap, one that comes twice on the first.
 * @throws InputError that says which part is wrong.
 */
export function parseSchedule(words: string, time: string, timeZone: string): Schedule {
  const zone = parseZone(timeZone);
  const text = words.trim().toLowerCase().replace(/\s+/g, ' ');
  if (text.split(' ').length === 5) return checkCron(text, zone);
  const days = daysOf(text);
  if (days === undefined) {
    throw new InputError(`"${words}" is no schedule.`, { hint: HINT });
  }
  const clock = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(time.trim());
  if (!clock) {
    throw new InputError(`"${time}" is no time of day.`, {
      hint: 'Give it as HH:MM from 00:00 to 23:59, such as 08:30.',
    });
  }
  return { cron: `${Number(clock[2])} ${Number(clock[1])} * * ${days}`, timeZone: zone };
}

/** A zone as the system writes it. @throws InputError where it knows none of this name. */
export function parseZone(zone: string): string {
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: zone.trim() }).resolvedOptions();
    // An offset such as +01:00 knows no daylight saving; nobody who gives one wants that.
    if (!/^[+-]/.test(timeZone)) return timeZone;
  } catch {
    // Said below.
  }
  throw new InputError(`"${zone}" is no time zone that is known here.`, {
    hint: 'Use a name such as Europe/Berlin, America/New_York, Asia/Tokyo or UTC.',
  });
}

/** Planned instants after `from` up to and including `to`, oldest first. */
export function slotsBetween(schedule: Schedule, from: Date, to: Date): Date[] {
  const cron = cronOf(schedule);
  const key = keyOf(schedule);
  let run = runs.get(key);
  if (!run || from < run.from || run.slots.length > MOST_REMEMBERED) {
    run = { from, slots: [], next: cron.nextRun(from) };
    runs.set(key, run);
  }
  while (run.next && run.next <= to) {
    run.slots.push(run.next);
    run.next = cron.nextRun(run.next);
  }
  return run.slots.filter((slot) => slot > from && slot <= to);
}

/** The first planned instant after another; null where there is none. */
export function nextSlot(schedule: Schedule, after: Date): Date | null {
  return cronOf(schedule).nextRun(after);
}

function daysOf(text: string): string | undefined {
  if (text === 'daily') return '*';
  if (text === 'weekdays') return '1-5';
  const day = /^weekly:([a-z]+)$/.exec(text)?.[1];
  const index = day && day.length >= 3 ? WEEKDAYS.indexOf(day.slice(0, 3)) : -1;
  const whole = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
  return day && index >= 0 && whole[index]!.startsWith(day) ? String(index) : undefined;
}

function checkCron(cron: string, timeZone: string): Schedule {
  const schedule = { cron, timeZone };
  let next: Date[];
  try {
    next = cronOf(schedule).nextRuns(50, new Date('2027-01-01T00:00:00Z'));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.replace(/^CronPattern: /, '') : '';
    throw new InputError(`"${cron}" is no cron expression: ${reason}`, { cause, hint: HINT });
  }
  if (next.length === 0) {
    throw new InputError(`"${cron}" never comes: there is no such day.`, { hint: HINT });
  }
  if (next.some((run, at) => at > 0 && +run - +next[at - 1]! < LEAST_INTERVAL_MS)) {
    throw new InputError(`"${cron}" comes more than once an hour.`, {
      hint: 'A digest is posted once an hour at most; give one minute, such as "0 * * * *".',
    });
  }
  return schedule;
}

function keyOf({ cron, timeZone }: Schedule): string {
  return `${cron} ${timeZone}`;
}

function cronOf(schedule: Schedule): Cron {
  const { cron, timeZone } = schedule;
  const key = keyOf(schedule);
  let job = parsed.get(key);
  if (!job) {
    job = new Cron(cron, { timezone: timeZone, paused: true, mode: '5-part' });
    parsed.set(key, job);
  }
  return job;
}
