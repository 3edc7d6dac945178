import type { Random } from '../../../../random.ts';

/** Which papers come into a step together. */
export interface HardNegatives {
  /** Neighbours that are known of each paper, and how many of them come into a step with it. */
  readonly found: number;
  readonly taken: number;
}

/**
 * The order in which papers are trained on: shuffled anew when all have passed, each followed by some
 * of its neighbours, which so become each other's hard negatives within the batch.
 */
export class PaperOrder {
  /** All papers in the order of this pass, and how far it has come. */
  readonly order: Int32Array;
  position: number;
  private readonly neighbours: Int32Array;
  private readonly options: HardNegatives;
  /** The draw in which each paper was taken last. */
  private readonly taken: Int32Array;
  private draws = 0;

  /** @param neighbours papers x options.found paper numbers, -1 for none */
  constructor(papers: number, neighbours: Int32Array, options: HardNegatives) {
    this.order = Int32Array.from({ length: papers }, (_, paper) => paper);
    this.position = papers;
    this.neighbours = neighbours;
    this.options = options;
    this.taken = new Int32Array(papers).fill(-1);
  }

  /** The next papers, each at most once; fewer than `count` only if there are fewer in all. */
  next(count: number, random: Random): Int32Array {
    const papers = new Int32Array(Math.min(count, this.order.length));
    const { found, taken } = this.options;
    const draw = this.draws++;
    let length = 0;
    const take = (paper: number) => {
      if (paper < 0 || length === papers.length || this.taken[paper] === draw) return;
      this.taken[paper] = draw;
      papers[length++] = paper;
    };
    while (length < papers.length) {
      if (this.position === this.order.length) {
        random.shuffle(this.order);
        this.position = 0;
      }
      const seed = this.order[this.position++]!;
      take(seed);
      const first = seed * found + random.below(found - taken + 1);
      for (let k = first; k < first + taken; k++) take(this.neighbours[k]!);
    }
    return papers;
  }
}
