import { addDays } from '../corpus/days.ts';
import type { Paper } from '../corpus/paper.ts';
import { InputError } from '../errors.ts';
import type { StoredObservation } from '../store/observations.ts';
import type { Attention, Reading } from './score.ts';

/** Days that are ranked, both included. */
export interface Window {
  firstDay: string;
  day: string;
  /** As it was asked for: `7d`. */
  name: string;
}

const MAX_DAYS = 366;

/** The window that ends with a day. @throws InputError for a length that is none */
export function windowEnding(day: string, name: string): Window {
  const [, count, unit] = /^(\d{1,3})\s*(d|w|day|days|week|weeks)$/i.exec(name.trim()) ?? [];
  const days = Number(count) * (unit?.toLowerCase().startsWith('w') ? 7 : 1);
  if (!(days >= 1 && days <= MAX_DAYS)) {
    throw new InputError(`"${name}" is no window.`, { hint: 'Use days such as 1d, 7d or 30d.' });
  }
  return { firstDay: addDays(day, 1 - days), day, name: `${days}d` };
}

/** What is known of a paper's votes, comments, stars and code. */
export function attentionOf(
  paper: Paper,
  history: readonly StoredObservation[] | undefined,
): Attention {
  const readings: Reading[] = (history ?? []).map(({ at, votes, comments, stars }) => ({
    at: Date.parse(at),
    votes,
    comments,
    stars,
  }));
  return {
    readings,
    listedAt: paper.listDay ? Date.parse(paper.listDay) : undefined,
    hasCode: paper.githubRepo !== undefined,
  };
}

/** Votes when last seen. */
export function lastVotes({ readings }: Attention): number | undefined {
  return readings.findLast((reading) => reading.votes !== undefined)?.votes;
}
