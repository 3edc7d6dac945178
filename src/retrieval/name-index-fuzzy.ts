import type { TermTable } from './lexical-index-terms.ts';

/** Keys outside these lengths are not looked up with typos: too ambiguous, or whole titles. */
const SHORTEST = 4;
const LONGEST = 40;
const GRAM = 2;
const MOST_VERIFIED = 400;

/** Pairs of characters -> keys, compressed by rows: `keys[starts[g]]` to `keys[starts[g + 1]]`. */
export interface GramArrays {
  gramStarts: Uint32Array;
  gramKeys: Uint32Array;
}

/** A key within the tolerated distance. */
export interface FuzzyMatch {
  key: number;
  /** Edits: insertions, deletions, replacements and swaps of neighbours. */
  distance: number;
}

/** Pairs are hashed into this many rows. */
const ROWS = 1 << 14;

/** Edits tolerated in a key of a length: one in a short one, two from 10 characters on. */
export function toleratedEdits(length: number): number {
  return length < SHORTEST ? 0 : length < 10 ? 1 : 2;
}

/** Indexes the pairs of characters of every key that is looked up with typos. */
export function buildGrams(keys: readonly string[]): GramArrays {
  const gramStarts = new Uint32Array(ROWS + 1);
  const rows = keys.map((key) => (isFuzzy(key) ? gramRows(key) : []));
  for (const list of rows) for (const row of list) gramStarts[row + 1]!++;
  for (let row = 0; row < ROWS; row++) gramStarts[row + 1]! += gramStarts[row]!;
  const next = gramStarts.slice();
  const gramKeys = new Uint32Array(gramStarts[ROWS]!);
  for (const [key, list] of rows.entries()) {
    for (const row of list) gramKeys[next[row]!++] = key;
  }
  return { gramStarts, gramKeys };
}

/** The keys within the tolerated distance of a word, nearest first. */
export function findFuzzy(word: string, keys: TermTable, grams: GramArrays): FuzzyMatch[] {
  const edits = toleratedEdits(word.length);
  if (edits === 0 || !isFuzzy(word)) return [];
  const rows = gramRows(word);
  const shared = new Map<number, number>();
  for (const row of rows) {
    for (let i = grams.gramStarts[row]!; i < grams.gramStarts[row + 1]!; i++) {
      const key = grams.gramKeys[i]!;
      shared.set(key, (shared.get(key) ?? 0) + 1);
    }
  }
  // One edit touches at most two pairs, a swap three.
  const needed = Math.max(1, rows.length - 3 * edits);
  const candidates = [...shared]
    .filter(([, count]) => count >= needed)
    .sort((a, b) => b[1] - a[1])
    .slice(0, MOST_VERIFIED);
  const found: FuzzyMatch[] = [];
  for (const [key] of candidates) {
    const distance = editDistance(word, keys.term(key), edits);
    if (distance <= edits) found.push({ key, distance });
  }
  return found.sort((a, b) => a.distance - b.distance || a.key - b.key);
}

const isFuzzy = (key: string) => key.length >= SHORTEST && key.length <= LONGEST;

/** Distinct rows of a key's pairs of characters, its beginning and end marked. */
function gramRows(key: string): number[] {
  const padded = `\u0001${key}\u0002`;
  const rows = new Set<number>();
  for (let i = 0; i + GRAM <= padded.length; i++) {
    const h = Math.imul(padded.charCodeAt(i), 31337) ^ Math.imul(padded.charCodeAt(i + 1), 7919);
    rows.add((h ^ (h >>> 13)) & (ROWS - 1));
  }
  return [...rows];
}

/**
 * Damerau-Levenshtein distance (optimal string alignment), or `most + 1` as soon as it must be
 * more than `most`.
 */
export function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let beforeLast = new Array<number>(b.length + 1).fill(0);
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, beforeLast[j - 2]! + 1);
      }
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > most) return most + 1;
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}
