import { readFileSync } from 'node:fs';
import { packagePath } from '../package-root.ts';

/** Ranks are shifted by this before the logarithm: the first few words are alike in frequency. */
const SHIFT = 50;

let ranks: ReadonlyMap<string, number> | undefined;

/**
 * The stems of general English, the most common first: those of the vocabulary of GloVe 6B (Wikipedia
 * 2014 and Gigaword 5, Public Domain Dedication and License), which is in that order; stop words are
 * left out. Made by `bench/refusal/common-words.ts`.
 */
function commonWords(): ReadonlyMap<string, number> {
  ranks ??= new Map(
    readFileSync(packagePath('src/retrieval/common-words.txt'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((stem, rank) => [stem, rank]),
  );
  return ranks;
}

/**
 * How rare a stem is in general English, from 0 for the commonest to 6.7 for all beyond the 40,000 most
 * common: the logarithm of its rank, which by Zipf's law is that of its inverse frequency.
 */
export function rarityInEnglish(stem: string): number {
  const rank = commonWords().get(stem);
  return rank === undefined ? UNCOMMON : rarityOfRank(rank);
}

/** The logarithm of a rank from 0 on, the first few being alike. */
export function rarityOfRank(rank: number): number {
  return Math.log(1 + rank / SHIFT);
}

/** Rarity of a stem that is not among those with a rank. */
export const UNCOMMON = rarityOfRank(40_000);

/** Whether a stem is one of general English, a common name, or a form of either. */
export function isCommonWord(stem: string): boolean {
  return commonWords().has(stem);
}
