import type { Random } from '../../../../random.ts';
import type { TokenisedPapers } from './dataset.ts';

/** Fewest words of a query and of a document; shorter ones say too little. */
const LEAST_QUERY = 2;
const LEAST_DOCUMENT = 5;
/** Sentences that an abstract must have for one of them to ask for the others. */
const LEAST_SENTENCES = 2;

/** A list of table rows that is reused from pair to pair. */
export class RowList {
  readonly rows = new Int32Array(4096);
  length = 0;

  clear(): void {
    this.length = 0;
  }

  push(row: number): void {
    if (this.length < this.rows.length) this.rows[this.length++] = row;
  }
}

/**
 * Draws training pairs from papers, both sides as table rows with repetitions. Half of the time the
 * title asks for the abstract, half of the time a sentence asks for the title and all other sentences.
 */
export class PairSampler {
  private readonly papers: TokenisedPapers;
  private readonly rowOfSurface: Int32Array;

  constructor(papers: TokenisedPapers, rowOfSurface: Int32Array) {
    this.papers = papers;
    this.rowOfSurface = rowOfSurface;
  }

  /** Fills both sides from one paper. False when the paper is too short for the kind that was drawn. */
  draw(paper: number, random: Random, query: RowList, document: RowList): boolean {
    query.clear();
    document.clear();
    const title = this.papers.firstSegment[paper]!;
    const end = this.papers.firstSegment[paper + 1]!;
    const sentences = end - title - 1;
    let asking = title;
    if (random.next() < 0.5) {
      if (sentences < LEAST_SENTENCES) return false;
      asking = title + 1 + random.below(sentences);
    }
    this.add(asking, query);
    for (let segment = title; segment < end; segment++) {
      if (segment !== asking) this.add(segment, document);
    }
    return query.length >= LEAST_QUERY && document.length >= LEAST_DOCUMENT;
  }

  private add(segment: number, list: RowList): void {
    const end = this.papers.segmentStart[segment + 1]!;
    for (let at = this.papers.segmentStart[segment]!; at < end; at++) {
      const row = this.rowOfSurface[this.papers.words[at]!]!;
      if (row >= 0) list.push(row);
    }
  }
}
