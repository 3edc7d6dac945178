import type { Paper } from '../../src/corpus/paper.ts';
import type { Trending, TrendingOptions, TrendingResult } from '../../src/trending/trending.ts';

/** A paper that only its id tells from others; the abstract names its contribution. */
export function samplePaper(id: string, more: Partial<Paper> = {}): Paper {
  return {
    id,
    title: `Paper ${id}`,
    abstract: `Things are hard. We propose a method for ${id} that is better. It works.`,
    ...more,
  };
}

const DAY_MS = 24 * 60 * 60_000;

/**
 * A ranking in which each day brings its own papers (`day/1`, `day/2`, …), so that a test can say
 * which list a post was made of. Pure: the same options give the same result.
 */
export class DailyPapers implements Trending {
  readonly #perDay: number;
  /** Days whose list cannot be reached. */
  readonly failed = new Set<string>();

  constructor(perDay = 3) {
    this.#perDay = perDay;
  }

  async rank(options: TrendingOptions = {}): Promise<TrendingResult> {
    const day = options.day!;
    const window = options.window ?? '7d';
    const papers: Paper[] = [];
    for (let back = 0; back < Number.parseInt(window, 10); back++) {
      const list = new Date(Date.parse(day) - back * DAY_MS).toISOString().slice(0, 10);
      if (this.failed.has(list)) continue;
      for (let n = 1; n <= this.#perDay; n++) papers.push(samplePaper(`${list}/${n}`));
    }
    const fresh = papers.filter(({ id }) => !options.seen?.has(id)).slice(0, options.k ?? 10);
    return {
      day,
      window,
      source: this.failed.has(day) ? 'failed' : 'ok',
      papers: fresh.map((paper, index) => ({
        rank: index + 1,
        paper,
        score: 1 / (index + 1),
        why: [`+${10 - index} votes since yesterday`],
      })),
    };
  }

  async chart(): Promise<Uint8Array | undefined> {
    return undefined;
  }
}
