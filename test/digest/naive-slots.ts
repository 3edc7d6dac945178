/** When a digest is planned, in the words of the README. */
export interface NaiveSchedule {
  /** Local days of the week, 0 = Sunday. */
  days: number[];
  hour: number;
  minute: number;
  timeZone: string;
}

const QUARTER_MS = 15 * 60_000;

/**
 * Slots after `from` up to `to`, found by walking through time: the first instant of each local
 * day at which the wall clock shows the time or more. Shares nothing with the program but Intl.
 */
export function naiveSlots(schedule: NaiveSchedule, from: Date, to: Date): string[] {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: schedule.timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const wanted = schedule.hour * 60 + schedule.minute;
  const slots: string[] = [];
  const done = new Set<string>();
  // Two days before, so that the day in which `from` lies is known to be done or not.
  const start = Math.floor(from.getTime() / QUARTER_MS) * QUARTER_MS - 2 * 24 * 4 * QUARTER_MS;
  // Offsets change at quarters of an hour, so within one the wall clock runs evenly.
  for (let quarter = start; quarter <= to.getTime(); quarter += QUARTER_MS) {
    const part = Object.fromEntries(
      format.formatToParts(quarter).map(({ type, value }) => [type, value]),
    );
    const day = `${part.year}-${part.month}-${part.day}`;
    const weekday = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'].indexOf(part.weekday!);
    const shown = Number(part.hour) * 60 + Number(part.minute);
    if (done.has(day) || shown + 14 < wanted) continue;
    done.add(day);
    const instant = quarter + Math.max(0, wanted - shown) * 60_000;
    if (!schedule.days.includes(weekday)) continue;
    if (instant > from.getTime() && instant <= to.getTime()) {
      slots.push(new Date(instant).toISOString());
    }
  }
  return slots;
}
