import type { Watches } from '../trending/watch.ts';
import type { MatchSource } from './compose.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** What a channel's saved queries and followed authors found in the days of a digest. */
export function digestMatches(watches: Pick<Watches, 'newMatches'>): MatchSource {
  return async (target, { day, days, seen }) => {
    const since = new Date(Date.parse(`${day}T00:00:00Z`) - days * DAY_MS);
    const matches = await watches.newMatches(target, since);
    return matches
      .filter(({ paper }) => !seen.has(paper.id))
      .map(({ paper, watch, why }) => ({
        paper,
        mark: `${watch.kind === 'author' ? 'author' : 'watch'}: ${watch.text}`,
        why: [why],
      }));
  };
}
