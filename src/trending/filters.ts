import type { Paper } from '../corpus/paper.ts';
import { filterTest } from '../retrieval/paper-filter.ts';
import type { TopicMatcher } from './topics.ts';
import type { TrendingOptions } from './trending.ts';

/** Relevance from which on a paper belongs to a topic that is wanted, and to one that is not. */
const INCLUDE_FROM = 0.45;
const EXCLUDE_FROM = 0.5;

/** A paper that passed, with the topics it was kept for, best first. */
export interface Kept {
  paper: Paper;
  topics: string[];
}

/** Keeps the papers that the options ask for. Withdrawn papers and those seen before never pass. */
export async function applyFilters(
  papers: readonly Paper[],
  votes: (paper: Paper) => number | undefined,
  options: TrendingOptions,
  matcher: TopicMatcher,
): Promise<Kept[]> {
  const { authors, categories, seen, minVotes = 0 } = options;
  const passes = filterTest({ authors, categories });
  const mentions = keywordTest(options.keywords ?? []);
  const left = papers.filter(
    (paper) =>
      !paper.withdrawnAt &&
      !seen?.has(paper.id) &&
      passes(paper) &&
      mentions(paper) &&
      (minVotes <= 0 || (votes(paper) ?? -1) >= minVotes),
  );
  return byTopics(left, options, matcher);
}

async function byTopics(
  papers: readonly Paper[],
  { include = [], exclude = [] }: TrendingOptions,
  matcher: TopicMatcher,
): Promise<Kept[]> {
  const wanted = include.filter(isTopic);
  if (papers.length === 0) return [];
  const fits: { topic: string; scores: number[] }[] = [];
  for (const topic of wanted) fits.push({ topic, scores: await matcher.score(topic, papers) });
  const banned = new Set<number>();
  for (const topic of exclude.filter(isTopic)) {
    for (const [index, score] of (await matcher.score(topic, papers)).entries()) {
      if (score >= EXCLUDE_FROM) banned.add(index);
    }
  }
  return papers.flatMap((paper, index) => {
    const topics = fits
      .filter(({ scores }) => scores[index]! >= INCLUDE_FROM)
      .sort((a, b) => b.scores[index]! - a.scores[index]!)
      .map(({ topic }) => topic);
    if (banned.has(index) || (wanted.length > 0 && topics.length === 0)) return [];
    return { paper, topics };
  });
}

function isTopic(topic: string): boolean {
  return /[\p{L}\p{N}]/u.test(topic);
}

/** Any of the keywords as whole words, case ignored. */
function keywordTest(keywords: readonly string[]): (paper: Paper) => boolean {
  const patterns = keywords.filter(isTopic).map((keyword) => {
    const escaped = keyword
      .trim()
      .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      .replace(/\s+/g, '\\s+');
    return new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'iu');
  });
  if (patterns.length === 0) return () => true;
  return ({ title, abstract }) =>
    patterns.some((pattern) => pattern.test(title) || pattern.test(abstract));
}
