import type { TokenisedPapers } from './dataset.ts';

/** Two neighbouring stems that have a row of their own, as rows of the stems. */
export type Phrase = readonly [first: number, second: number];

/** Phrases are looked for among this many most frequent stems: rarer ones need no company to be clear. */
const FREQUENT_STEMS = 20_000;
/** How often a phrase must occur for its vector to be learned. */
const LEAST_SEEN = 60;
/** While counting, pairs seen less often than this are forgotten whenever so many are known. */
const MOST_COUNTED = 12_000_000;
const RARELY = 3;

/** Both rows as one number. */
export const phraseKey = (first: number, second: number): number => first * 65_536 + second;

/**
 * The `size` phrases that tell most: how often two stems stand side by side, times the logarithm of how much more often
 * than by chance ("gradient descent", "neural network").
 * @param documentFrequency papers with the stem, per row; rows are ordered by it
 */
export function findPhrases(
  papers: Pick<TokenisedPapers, 'count' | 'words' | 'segmentStart'>,
  rowOfSurface: Int32Array,
  documentFrequency: Int32Array,
  size: number,
): Phrase[] {
  if (size === 0) return [];
  const counts = countNeighbours(papers, rowOfSurface);
  const found: { first: number; second: number; value: number }[] = [];
  for (const [key, count] of counts) {
    if (count < LEAST_SEEN) continue;
    const first = Math.floor(key / 65_536);
    const second = key % 65_536;
    const chance = documentFrequency[first]! * documentFrequency[second]!;
    found.push({ first, second, value: count * Math.log((count * papers.count) / chance) });
  }
  return found
    .sort((a, b) => b.value - a.value || a.first - b.first || a.second - b.second)
    .slice(0, size)
    .map(({ first, second }) => [first, second]);
}

/** How often each pair of frequent stems stands side by side; a word without a row parts what is around it. */
function countNeighbours(
  { words, segmentStart }: Pick<TokenisedPapers, 'words' | 'segmentStart'>,
  rowOfSurface: Int32Array,
): Map<number, number> {
  const counts = new Map<number, number>();
  for (let segment = 0; segment + 1 < segmentStart.length; segment++) {
    let before = -1;
    for (let at = segmentStart[segment]!; at < segmentStart[segment + 1]!; at++) {
      const row = rowOfSurface[words[at]!]!;
      const frequent = row >= 0 && row < FREQUENT_STEMS;
      if (frequent && before >= 0) {
        const key = phraseKey(before, row);
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      before = frequent ? row : -1;
    }
    if (counts.size <= MOST_COUNTED) continue;
    for (const [key, count] of counts) if (count < RARELY) counts.delete(key);
  }
  return counts;
}
