import type { HardNegatives } from './paper-order.ts';

/** What asks for what in which share of the pairs. */
export interface PairShares {
  /** A title for its abstract. */
  readonly titles: number;
  /** The rarest words of a title for its abstract. */
  readonly keywords: number;
  /** A sentence for the next one. */
  readonly neighbours: number;
  /** An acronym for its long form. */
  readonly acronyms: number;
}

/** Everything that decides what training yields; it is written into the model file. */
export interface Recipe {
  readonly name: string;
  readonly version: number;
  /** Length of the vectors; a multiple of 32. */
  readonly width: number;
  /** Most stems in the table, in how many papers a stem must occur, most character n-grams and phrases of two words. */
  readonly vocabulary: {
    readonly size: number;
    readonly minimumPapers: number;
    readonly ngrams: number;
    readonly phrases: number;
  };
  /** Share of the words that training spells by their n-grams, as if they were unknown. */
  readonly spelled: number;
  /** Shares of the kinds of pairs; in the rest a sentence asks for the title and all other sentences. */
  readonly pairs: PairShares;
  /** The start: latent semantics of so many papers, by so many passes. */
  readonly start: { readonly papers: number; readonly passes: number };
  /** Papers that come into a batch together. */
  readonly hardNegatives: HardNegatives;
  readonly batchSize: number;
  /** Pairs drawn in all, per paper. */
  readonly pairsPerPaper: number;
  /** Cosines are multiplied by this before the softmax. */
  readonly scale: number;
  /** Peak step of Adam. */
  readonly rate: number;
  readonly seed: number;
}

export const RECIPE: Recipe = {
  name: 'paperboy-static',
  version: 5,
  width: 256,
  vocabulary: {
    size: 60_000,
    minimumPapers: 3,
    ngrams: 6000,
    phrases: 3500,
  },
  spelled: 0.05,
  pairs: { titles: 0.4, keywords: 0.1, neighbours: 0.1, acronyms: 0.03 },
  start: { papers: 120_000, passes: 6 },
  hardNegatives: { found: 7, taken: 3 },
  batchSize: 2048,
  pairsPerPaper: 8,
  scale: 20,
  rate: 0.03,
  seed: 1,
};
