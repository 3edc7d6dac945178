import { count, instant, isoDate, type Json, people, text, webAddress } from './fields.ts';
import type { Observation, PaperDraft } from './format.ts';

/** Whether a JSON object is a record of a daily list as collectors of its pages write it. */
export function isCollectedItem(item: Json): boolean {
  return 'paper_id' in item && 'fetched_at' in item && 'upvotes' in item;
}

/**
 * A record of a collected daily list. Its `abstract` begins with the generated summary that the
 * page shows above the real abstract; the summary is dropped. `fetched_at` is when votes were read.
 */
export function readCollectedItem(item: Json): { draft: PaperDraft; observation: Observation } {
  return {
    draft: {
      id: text(item.paper_id),
      title: text(item.title) ?? '',
      abstract: withoutSummary(text(item.abstract) ?? '', text(item.summary_en) ?? ''),
      authors: people(item.authors),
      githubRepo: webAddress(item.github_url),
      source: 'file',
      listDay: isoDate(item.date),
    },
    observation: { votes: count(item.upvotes), at: instant(item.fetched_at) },
  };
}

function withoutSummary(abstract: string, summary: string): string {
  if (!summary || !abstract.startsWith(summary)) return abstract;
  return abstract.slice(summary.length).trim() || abstract;
}
