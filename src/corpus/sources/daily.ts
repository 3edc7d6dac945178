import type { Clock } from '../../clock.ts';
import { SourceError } from '../../errors.ts';
import type { SourceDayStore } from '../../store/source-days.ts';
import type { FormatItem } from '../formats/format.ts';
import type { HuggingFace } from './hugging-face.ts';

/** Name of the source of daily lists in the store. */
export const DAILY_SOURCE = 'hugging-face';

/** After so many days in a row that fail, the source is down and the others are not tried. */
const GIVE_UP_AFTER = 2;

export interface DailyOptions {
  huggingFace: Pick<HuggingFace, 'daily'>;
  days: SourceDayStore;
  clock: Clock;
  /** Stores the papers of a day. */
  write: (items: readonly FormatItem[], day: string) => Promise<void>;
  /** Told of days without papers. */
  note: (note: string) => void;
}

/**
 * Fetches the lists of days and remembers how each was found, so that "no papers that day" and "the
 * source failed" stay apart.
 * @throws SourceError after all days were tried, if one of them failed
 */
export async function ingestDays(days: readonly string[], options: DailyOptions): Promise<void> {
  const failures: { day: string; error: SourceError }[] = [];
  let inARow = 0;
  for (const day of days) {
    try {
      if (inARow >= GIVE_UP_AFTER) throw failures.at(-1)!.error;
      await ingestDay(day, options);
      inARow = 0;
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      inARow++;
      failures.push({ day, error });
      await record(options, day, { state: 'failed', papers: 0, reason: error.message });
    }
  }
  const first = failures[0];
  if (!first) return;
  const failed = failures.map(({ day }) => day).join(', ');
  throw new SourceError(`The list of ${failed} cannot be had: ${first.error.message}`, {
    cause: first.error,
    hint: first.error.hint,
    retryAfterMs: first.error.retryAfterMs,
  });
}

async function ingestDay(day: string, options: DailyOptions): Promise<void> {
  const list = await options.huggingFace.daily(day);
  if (list.state === 'not_open') {
    options.note(`The list of ${day} is not open yet.`);
    return record(options, day, { state: 'not_open', papers: 0 });
  }
  if (list.state === 'empty') options.note(`There were no papers on ${day}.`);
  await options.write(list.items, day);
  await record(options, day, { state: list.state, papers: list.items.length });
}

async function record(
  { days, clock }: DailyOptions,
  day: string,
  found: { state: 'ok' | 'empty' | 'failed' | 'not_open'; papers: number; reason?: string },
): Promise<void> {
  const fetchedAt = clock.now().toISOString();
  await days.record({ source: DAILY_SOURCE, day, fetchedAt, ...found });
}
