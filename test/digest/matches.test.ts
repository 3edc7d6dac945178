import { expect, it } from 'vitest';
import { digestMatches } from '../../src/digest/matches.ts';
import type { Watch } from '../../src/store/watches.ts';
import type { NewMatch } from '../../src/trending/watch.ts';
import { samplePaper } from '../helpers/daily-papers.ts';
import { channel } from './world.ts';

const found = (kind: Watch['kind'], text: string, id: string): NewMatch => ({
  watch: {
    id: 'w',
    owner: 'o',
    kind,
    text,
    threshold: 0.5,
    createdAt: '2026-11-01T00:00:00.000Z',
    seenRevision: 0,
  },
  paper: samplePaper(id),
  score: 1,
  matchedAt: '2026-11-22T00:00:00.000Z',
  why: `because of ${text}`,
});

it('marks what watches and followed authors found in the days looked back on', async () => {
  const asked: unknown[] = [];
  const matches = digestMatches({
    async newMatches(owner, since) {
      asked.push([owner, since.toISOString()]);
      return [found('query', 'diffusion', 'a'), found('author', 'Ada Lovelace', 'b')];
    },
  });
  const options = { day: '2026-11-23', days: 3, seen: new Set<string>() };
  expect(await matches(channel('a'), options)).toEqual([
    { paper: samplePaper('a'), mark: 'watch: diffusion', why: ['because of diffusion'] },
    { paper: samplePaper('b'), mark: 'author: Ada Lovelace', why: ['because of Ada Lovelace'] },
  ]);
  expect(asked).toEqual([[channel('a'), '2026-11-20T00:00:00.000Z']]);
});
