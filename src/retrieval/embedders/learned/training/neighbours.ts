import { queryTerms } from '../../../analyzer.ts';
import { LexicalIndexBuilder } from '../../../lexical-index-builder.ts';
import type { TokenisedPapers } from './dataset.ts';

/** Papers that are searched together: a shard of this size has near neighbours enough and is fast. */
const SHARD = 28_000;
/** Rarest words of a title that are searched; the others change the order of neighbours little. */
const TERMS = 8;

/**
 * The papers whose words fit each paper's title best by BM25, the paper itself left out: what a
 * model that only counts words takes for the paper wanted, and so the hardest to tell from it.
 * @returns papers.count x found paper numbers, nearest first, -1 where there are fewer
 */
export function lexicalNeighbours(
  papers: TokenisedPapers,
  found: number,
  onPaper: (done: number) => void,
): Int32Array {
  const neighbours = new Int32Array(papers.count * found).fill(-1);
  for (let from = 0; from < papers.count; from += SHARD) {
    const to = Math.min(from + SHARD, papers.count);
    const builder = new LexicalIndexBuilder();
    for (let paper = from; paper < to; paper++) {
      const title = papers.firstSegment[paper]!;
      const end = papers.firstSegment[paper + 1]!;
      builder.add(textOf(papers, title, title + 1), textOf(papers, title + 1, end));
    }
    const index = builder.build();
    for (let paper = from; paper < to; paper++) {
      const title = papers.firstSegment[paper]!;
      const rarest = queryTerms(textOf(papers, title, title + 1))
        .map((term) => ({ term, mass: term.weight * index.idf(term.term) }))
        .sort((a, b) => b.mass - a.mass)
        .slice(0, TERMS)
        .map(({ term }) => term);
      const nearest = index
        .search(rarest, found + 1)
        .map(({ document }) => from + document)
        .filter((document) => document !== paper);
      neighbours.set(nearest.slice(0, found), paper * found);
      onPaper(paper + 1);
    }
  }
  return neighbours;
}

/** The words of the segments [from, to), as they were read. */
function textOf(papers: TokenisedPapers, from: number, to: number): string {
  const words = papers.words.subarray(papers.segmentStart[from]!, papers.segmentStart[to]!);
  return Array.from(words, (word) => papers.surfaces[word]!).join(' ');
}
