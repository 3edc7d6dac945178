import type { Target } from '../chat/adapter.ts';
import type { DigestSettings } from '../chat/messages.ts';
import { InputError, type PaperboyError } from '../errors.ts';
import type { SubscriptionRecord } from '../store/subscriptions.ts';
import { parseSchedule, type Schedule } from './schedule.ts';

/** Settings after they were checked, with every default filled in. */
export type CheckedSettings = DigestSettings &
  Schedule & {
    time: string;
    include: string[];
    exclude: string[];
    authors: string[];
    categories: string[];
    limit: number;
    window: string;
    silentWhenEmpty: boolean;
    silentOnFailure: boolean;
  };

/** A channel's digest. */
export type Subscription = SubscriptionRecord<CheckedSettings>;

/** Papers at most in one post, so that it stays a digest on every platform. */
export const MOST_PAPERS = 20;
const MOST_ENTRIES = 20;
const MOST_DAYS = 30;
const MOST_CHARACTERS = 100;

const DEFAULTS = { time: '09:00', timeZone: 'UTC', limit: 5, window: '7d' };

/**
 * Checks what a person wrote and fills in defaults.
 * @throws InputError that names everything that is wrong at once.
 */
export function checkSettings(settings: DigestSettings): CheckedSettings {
  const problems: InputError[] = [];
  const attempt = <T>(check: () => T): T | undefined => {
    try {
      return check();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push(error);
      return undefined;
    }
  };
  const time = settings.time ?? DEFAULTS.time;
  const timeZone = settings.timeZone ?? DEFAULTS.timeZone;
  const schedule = attempt(() => parseSchedule(settings.schedule, time, timeZone));
  const list = (name: string, values: string[] = []) => attempt(() => checkList(name, values));
  const checked = {
    ...settings,
    time,
    include: list('topics to include', settings.include),
    exclude: list('topics to exclude', settings.exclude),
    authors: list('authors', settings.authors),
    categories: list('categories', settings.categories),
    minScore: attempt(() => checkScore(settings.minScore)),
    limit: attempt(() => checkLimit(settings.limit ?? DEFAULTS.limit)),
    window: attempt(() => checkWindow(settings.window ?? DEFAULTS.window)),
    silentWhenEmpty: settings.silentWhenEmpty ?? false,
    silentOnFailure: settings.silentOnFailure ?? false,
    ...schedule,
  };
  if (problems.length > 0) throw joined(problems);
  return checked as CheckedSettings;
}

/** Whether two settings are due at the same instants. */
export function sameSchedule(a: Schedule, b: Schedule): boolean {
  return a.cron === b.cron && a.timeZone === b.timeZone;
}

/** One line for people: when, what about, how many, and whether it is paused. */
export function describeSubscription({ settings, paused, pauseReason }: Subscription): string {
  const state = paused ? ` · paused${pauseReason ? `: ${pauseReason}` : ''}` : '';
  return describeSettings(settings) + state;
}

/** Settings as one line for people: when, how many, what about. */
export function describeSettings(settings: CheckedSettings): string {
  const { schedule, time, timeZone, include, exclude, authors, categories } = settings;
  const isCron = schedule.trim().split(/\s+/).length === 5;
  const about = [
    include.length > 0 && `on ${include.join(', ')}`,
    exclude.length > 0 && `without ${exclude.join(', ')}`,
    authors.length > 0 && `by ${authors.join(', ')}`,
    categories.length > 0 && `in ${categories.join(', ')}`,
    settings.minScore !== undefined && `with a score of at least ${settings.minScore}`,
  ].filter(Boolean);
  return [
    `${isCron ? `at "${schedule}"` : `${schedule} ${time}`} (${timeZone})`,
    `up to ${settings.limit} ${settings.limit === 1 ? 'paper' : 'papers'} of ${settings.window}`,
    ...about,
  ].join(', ');
}

/** Key of a target, different for different ones. */
export function targetId({ adapter, workspace, channel }: Target): string {
  return JSON.stringify([adapter, workspace, channel]);
}

function checkList(name: string, values: string[]): string[] {
  const entries = [...new Set(values.map((value) => value.trim()).filter(Boolean))];
  if (entries.length > MOST_ENTRIES) {
    throw new InputError(`There are ${entries.length} ${name}.`, {
      hint: `Give ${MOST_ENTRIES} at most.`,
    });
  }
  const long = entries.find((entry) => entry.length > MOST_CHARACTERS);
  if (long) {
    throw new InputError(`"${long.slice(0, 40)}…" is too long among the ${name}.`, {
      hint: `Keep each below ${MOST_CHARACTERS} characters.`,
    });
  }
  return entries;
}

function checkScore(score: number | undefined): number | undefined {
  if (score === undefined || (score >= 0 && score <= 1)) return score;
  throw new InputError(`The minimum score ${score} is out of range.`, {
    hint: 'Give a number from 0 to 1, such as 0.3.',
  });
}

function checkLimit(limit: number): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= MOST_PAPERS) return limit;
  throw new InputError(`${limit} papers in one digest cannot be.`, {
    hint: `Give a whole number from 1 to ${MOST_PAPERS}.`,
  });
}

function checkWindow(window: string): string {
  const days = windowDays(window);
  if (days !== undefined) return `${days}d`;
  throw new InputError(`"${window}" is no window of days.`, {
    hint: `Give a number of days from 1d to ${MOST_DAYS}d, such as 7d.`,
  });
}

/** Days of a window such as `7d`; undefined if it is none. */
export function windowDays(window: string): number | undefined {
  const days = Number(/^(\d{1,3})d$/.exec(window.trim().toLowerCase())?.[1]);
  return days >= 1 && days <= MOST_DAYS ? days : undefined;
}

function joined(problems: PaperboyError[]): InputError {
  if (problems.length === 1) return problems[0] as InputError;
  const lines = problems.map(({ message, hint }) => `${message} ${hint ?? ''}`.trim());
  return new InputError(`The settings have problems:\n- ${lines.join('\n- ')}`, {
    hint: 'Correct them and send the command again.',
  });
}
