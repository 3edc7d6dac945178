import type { TokenisedPapers } from './dataset.ts';
import type { Random } from './random.ts';

/** How often each kind of pair is drawn; the shares need not add up to 1. */
export interface PairShares {
  /** The title asks for the abstract. */
  readonly title: number;
  /** A random sentence of the abstract asks for the title and the rest of the abstract. */
  readonly sentence: number;
  /** A few of the paper's rarer words ask for the paper without most of them. */
  readonly keywords: number;
  /** The first half of a paper's sentences asks for the second half. */
  readonly halves: number;
}

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

/** Draws training pairs from papers: both sides as table rows, with repetitions. */
export class PairSampler {
  private readonly papers: TokenisedPapers;
  private readonly rowOfSurface: Int32Array;
  private readonly importance: Float32Array;
  private readonly shares: PairShares;
  private readonly maskShare: number;
  private readonly total: number;

  /** `importance` is the inverse document frequency per row. */
  constructor(
    papers: TokenisedPapers,
    rowOfSurface: Int32Array,
    importance: Float32Array,
    shares: PairShares,
    maskShare: number,
  ) {
    this.papers = papers;
    this.rowOfSurface = rowOfSurface;
    this.importance = importance;
    this.shares = shares;
    this.maskShare = maskShare;
    this.total = shares.title + shares.sentence + shares.keywords + shares.halves;
  }

  /** Fills both sides from one paper. False when the paper is too short for the kind that was drawn. */
  draw(paper: number, random: Random, query: RowList, document: RowList): boolean {
    query.clear();
    document.clear();
    const first = this.papers.firstSegment[paper] as number;
    const last = this.papers.firstSegment[paper + 1] as number;
    let lot = random.next() * this.total;
    lot -= this.shares.title;
    if (lot < 0) {
      this.add(first, query);
      for (let s = first + 1; s < last; s++) this.add(s, document);
    } else if (lot < this.shares.sentence) {
      if (last - first < 3) return false;
      const chosen = first + 1 + random.below(last - first - 1);
      this.add(chosen, query);
      for (let s = first; s < last; s++) if (s !== chosen) this.add(s, document);
    } else if (lot < this.shares.sentence + this.shares.keywords) {
      for (let s = first; s < last; s++) this.add(s, document);
      this.pickKeywords(query, document, random);
    } else {
      if (last - first < 4) return false;
      const middle = Math.ceil((first + 1 + last) / 2);
      for (let s = first + 1; s < middle; s++) this.add(s, query);
      for (let s = middle; s < last; s++) this.add(s, document);
    }
    if (this.maskShare > 0 && random.next() < this.maskShare)
      this.maskShared(query, document, random);
    return query.length >= 2 && document.length >= 5;
  }

  private add(segment: number, list: RowList): void {
    const end = this.papers.segmentStart[segment + 1] as number;
    for (let at = this.papers.segmentStart[segment] as number; at < end; at++) {
      const row = this.rowOfSurface[this.papers.words[at] as number] as number;
      if (row >= 0) list.push(row);
    }
  }

  /** Two to five distinct words, drawn in proportion to their inverse document frequency, leave the document for the query. */
  private pickKeywords(query: RowList, document: RowList, random: Random): void {
    const wanted = 2 + random.below(4);
    for (let tries = 0; tries < 40 && query.length < wanted && document.length > 0; tries++) {
      const row = document.rows[random.below(document.length)] as number;
      if (random.next() * 10 > (this.importance[row] as number)) continue;
      if (query.rows.subarray(0, query.length).includes(row)) continue;
      query.push(row);
    }
    this.maskShared(query, document, random);
  }

  /** Each word of the query leaves the document with probability one half, so that meaning must do what words can't. */
  private maskShared(query: RowList, document: RowList, random: Random): void {
    for (let q = 0; q < query.length; q++) {
      const row = query.rows[q] as number;
      if (random.next() < 0.5) continue;
      let kept = 0;
      for (let d = 0; d < document.length; d++) {
        const other = document.rows[d] as number;
        if (other !== row) document.rows[kept++] = other;
      }
      document.length = kept;
    }
  }
}
