import type { Trending } from '../../trending/trending.ts';
import { paperLine } from '../paper-line.ts';
import type { CommandHandler } from './command.ts';

/** `trending`: what is rising, and why. */
export function trendingCommand(trending: Trending): CommandHandler<'trending'> {
  return async ({ day, window, topic, limit }) => {
    const result = await trending.rank({ day, window, k: limit, include: topic ? [topic] : [] });
    return {
      kind: 'papers',
      title: `Trending in the ${result.window} to ${result.day}${topic ? `: ${topic}` : ''}`,
      lines: result.papers.map(({ paper, why }) => paperLine(paper, undefined, why)),
      ...(result.note ? { note: result.note } : {}),
    };
  };
}
