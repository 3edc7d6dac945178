import type { Paper } from '../corpus/paper.ts';
import { nameKey } from './names.ts';

/** Two abstracts share at least this much of their words to be one text. */
const SAME_TEXT = 0.85;
/** Shorter titles ("Introduction", "Preface") and texts say too little to tell. */
const MEANINGFUL_TITLE = 12;
const MEANINGFUL_WORDS = 12;

/**
 * Groups near-duplicates: the same title, or nearly the same words in the abstract.
 * @param papers best first
 * @returns groups in the order of their first paper, which stands first
 */
export function foldDuplicates(papers: readonly Paper[]): Paper[][] {
  const groups: { first: Prints; papers: Paper[] }[] = [];
  for (const paper of papers) {
    const own = printsOf(paper);
    const group = groups.find(({ first }) => isSame(own, first));
    if (group) group.papers.push(paper);
    else groups.push({ first: own, papers: [paper] });
  }
  return groups.map((group) => group.papers);
}

/** What tells whether two papers are one. */
interface Prints {
  title: string;
  words: ReadonlySet<number>;
}

const known = new WeakMap<Paper, Prints>();

/** Read once for each record. */
function printsOf(paper: Paper): Prints {
  let prints = known.get(paper);
  if (!prints) {
    prints = { title: nameKey(paper.title), words: wordHashes(paper.abstract) };
    known.set(paper, prints);
  }
  return prints;
}

function isSame(a: Prints, b: Prints): boolean {
  return (a.title === b.title && a.title.length >= MEANINGFUL_TITLE) || sameText(a.words, b.words);
}

/**
 * The words of a text as hashes: whether two texts are the same needs neither the words nor their
 * stems, and this is twenty times as fast. What is beyond ASCII counts as letters.
 */
function wordHashes(text: string): Set<number> {
  const hashes = new Set<number>();
  let hash = 0;
  for (let i = 0; i <= text.length; i++) {
    const code = i < text.length ? text.charCodeAt(i) | 0x20 : 0x20;
    const isWord = (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39) || code > 0x7f;
    if (isWord) hash = Math.imul(hash ^ code, 0x01000193) + 1;
    else if (hash !== 0) {
      hashes.add(hash);
      hash = 0;
    }
  }
  return hashes;
}

function sameText(a: ReadonlySet<number>, b: ReadonlySet<number>): boolean {
  if (Math.min(a.size, b.size) < MEANINGFUL_WORDS) return false;
  if (Math.min(a.size, b.size) < SAME_TEXT * Math.max(a.size, b.size)) return false;
  // Words of one that the other may lack, given shared / (a + b - shared) >= SAME_TEXT.
  let left = a.size - (SAME_TEXT * (a.size + b.size)) / (1 + SAME_TEXT);
  for (const word of a) {
    if (!b.has(word) && --left < 0) return false;
  }
  return left >= 0;
}
