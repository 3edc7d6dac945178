import { writeFileSync } from 'node:fs';
import { type Paperboy, type TrendingOptions, UsageError } from '../../../src/index.ts';
import type { Output } from '../output.ts';
import { renderTrending } from '../render.ts';

export interface TrendingCommandOptions extends TrendingOptions {
  json?: boolean;
  /** File to draw the votes into. */
  chart?: string;
}

/** `trending`: what is rising, and why. */
export async function trending(
  paperboy: Paperboy,
  { json, chart, ...options }: TrendingCommandOptions,
  output: Output,
): Promise<number> {
  const ranking = await paperboy.trending();
  const result = await ranking.rank(options);
  if (json) {
    const papers = result.papers.map(({ rank, paper, score, why }) => ({
      rank,
      id: paper.id,
      title: paper.title,
      score,
      why,
    }));
    output.json({ day: result.day, papers, ...(result.note ? { note: result.note } : {}) });
  } else {
    output.data(renderTrending(result, output.style));
  }
  if (chart) {
    const png = await ranking.chart(result);
    if (!png) {
      throw new UsageError('There are no votes to draw.', {
        hint: 'Ingest daily lists first, such as `paperboy ingest hf:week`.',
      });
    }
    writeFileSync(chart, png);
    output.note(`Chart written to ${chart}`);
  }
  return 0;
}
