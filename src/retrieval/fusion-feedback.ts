import { type Paper, paperText } from '../corpus/paper.ts';
import { documentTerms, type QueryTerm } from './analyzer.ts';
import type { LexicalIndex } from './lexical-index.ts';

/** Most papers whose words are taken; in a small corpus fewer are about one topic. */
const MOST_PAPERS = 10;
const PAPERS_PER_FEEDBACK = 100;
/** How many of their words. */
const TERMS = 50;
/** Weight that goes from the query's own words to those of the papers. */
const SHARE = 0.4;
/**
 * A paper counts by its score relative to the best to this power: where one paper stands out it is
 * the one meant and the others say nothing; where many fit alike, all of them tell the topic.
 */
const SHARPNESS = 8;

/** How many of the papers found first tell the topic, in a corpus of so many. */
export function feedbackDepth(papers: number): number {
  return Math.min(MOST_PAPERS, Math.floor(papers / PAPERS_PER_FEEDBACK));
}

/**
 * The query with the words that distinguish the papers found first (pseudo-relevance feedback).
 * Measured on five collections: it gains a hundredth of nDCG@10 and more on each where many papers
 * answer, and loses less than that where a single one does.
 * @param found papers with their score relative to the best, in [0, 1]
 */
export function expandQuery(
  query: readonly QueryTerm[],
  found: readonly { paper: Paper; score: number }[],
  lexical: LexicalIndex,
): QueryTerm[] {
  const gathered = new Map<string, number>();
  for (const { paper, score } of found) {
    const counts = new Map<string, number>();
    for (const term of documentTerms(paperText(paper))) {
      counts.set(term, (counts.get(term) ?? 0) + 1);
    }
    for (const [term, count] of counts) {
      const weight = (Math.max(0, score) ** SHARPNESS * count) / (count + 1.2);
      gathered.set(term, (gathered.get(term) ?? 0) + weight);
    }
  }
  const added = [...gathered]
    .filter(([term]) => lexical.documentFrequency(term) > 1)
    .map(([term, weight]) => ({ term, weight: weight * lexical.idf(term) }))
    .sort((a, b) => b.weight - a.weight || (a.term < b.term ? -1 : 1))
    .slice(0, TERMS);
  const mass = (terms: readonly QueryTerm[]) =>
    terms.reduce((sum, { term, weight }) => sum + weight * lexical.idf(term), 0);
  const scale = (SHARE * mass(query)) / (mass(added) || 1);
  const weights = new Map(query.map(({ term, weight }) => [term, (1 - SHARE) * weight]));
  for (const { term, weight } of added) {
    weights.set(term, (weights.get(term) ?? 0) + scale * weight);
  }
  return Array.from(weights, ([term, weight]) => ({ term, weight }));
}
