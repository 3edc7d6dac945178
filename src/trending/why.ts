import { addDays } from '../corpus/days.ts';
import type { Attention, Reading } from './score.ts';

/** What the reasons are told for. */
export interface WhyContext {
  /** Last day of the window, `YYYY-MM-DD`. */
  day: string;
  /** First day of the window. */
  firstDay: string;
  /** Topics that the paper was kept for. */
  topics: readonly string[];
  /** Why feedback shifts it, if it does. */
  shift?: string;
}

type Kind = 'votes' | 'comments' | 'stars';

/** A count with the day on which it stood. */
interface Point {
  day: string;
  count: number;
  /** The listing itself, at which nobody had voted. */
  isListing: boolean;
}

const MAX_REASONS = 5;
/** Two comments are made by bots on nearly every paper; a star or two is noise. */
const TELLING = { votes: 1, comments: 3, stars: 5 } as const;
const DAY_MS = 86_400_000;

/** Why a paper stands where it does: facts from its history, the most telling first. */
export function reasons(attention: Attention, context: WhyContext): string[] {
  const votes = points(attention, 'votes');
  const last = votes.at(-1);
  const total = last?.count;
  if (last && last.day > context.day) return readLater(last, attention, context);
  const gain = recentGain(votes, context.day, 'vote');
  const found = [
    gain?.text,
    windowGain(votes, context, gain?.count ?? 0),
    ...context.topics.map((topic) => `matches your topic ${topic}`),
    recentGain(points(attention, 'comments'), context.day, 'comment')?.text,
    recentGain(points(attention, 'stars'), context.day, 'star')?.text,
    attention.hasCode ? 'code released' : undefined,
    context.shift,
    total && total > (gain?.count ?? 0) ? `${plural(total, 'vote')} in all` : undefined,
  ];
  return found.filter((reason) => reason !== undefined).slice(0, MAX_REASONS);
}

/** Votes that were read after the day that is ranked tell nothing of that day itself. */
function readLater(last: Point, { hasCode }: Attention, { topics, shift }: WhyContext): string[] {
  const found = [
    `${plural(last.count, 'vote')} by ${shortDay(last.day)}`,
    ...topics.map((topic) => `matches your topic ${topic}`),
    hasCode ? 'code released' : undefined,
    shift,
  ];
  return found.filter((reason) => reason !== undefined).slice(0, MAX_REASONS);
}

/** "+38 votes since yesterday": against the last count of an earlier day, or since the listing. */
function recentGain(history: readonly Point[], day: string, noun: 'vote' | 'comment' | 'star') {
  const last = history.at(-1);
  const base = history.findLast((point) => point.day < (last?.day ?? '')) ?? history[0];
  if (!last || !base || base === last) return undefined;
  const count = last.count - base.count;
  if (count < TELLING[`${noun}s`]) return undefined;
  const gain = `+${plural(count, noun)}`;
  if (last.day < addDays(day, -1)) {
    // Nothing was read since: no claim about today.
    return { count, text: `${gain} from ${shortDay(base.day)} to ${shortDay(last.day)}` };
  }
  const since = base.isListing ? `it was listed ${onDay(base.day, day)}` : dayName(base.day, day);
  return { count, text: `${gain} since ${since}` };
}

/** "+120 votes in 7 days", where that is more than what the last day brought. */
function windowGain(
  history: readonly Point[],
  { day, firstDay }: WhyContext,
  known: number,
): string | undefined {
  const last = history.at(-1);
  const base = history.findLast((point) => point.day < firstDay) ?? history[0];
  const days = (Date.parse(day) - Date.parse(firstDay)) / DAY_MS + 1;
  if (!last || !base || days < 2 || base.isListing || last.day < firstDay) return undefined;
  const count = last.count - base.count;
  return count > known ? `+${plural(count, 'vote')} in ${days} days` : undefined;
}

function points({ readings, listedAt }: Attention, kind: Kind): Point[] {
  const found = readings.flatMap((reading: Reading) => {
    const count = reading[kind];
    return count === undefined ? [] : [{ day: dayOfMs(reading.at), count, isListing: false }];
  });
  const first = readings.find((reading) => reading[kind] !== undefined);
  if (!first || kind === 'stars' || listedAt === undefined || first.at <= listedAt) return found;
  return [{ day: dayOfMs(listedAt), count: 0, isListing: true }, ...found];
}

function dayOfMs(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function dayName(day: string, today: string): string {
  if (day === addDays(today, -1)) return 'yesterday';
  return day === today ? 'this morning' : shortDay(day);
}

function onDay(day: string, today: string): string {
  if (day === today) return 'today';
  return day === addDays(today, -1) ? 'yesterday' : `on ${shortDay(day)}`;
}

/** A day as people read it: 18 Nov. */
export function shortDay(day: string): string {
  const format = { day: 'numeric', month: 'short', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat('en-GB', format).format(new Date(day));
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
