import type { Paper } from '../corpus/paper.ts';
import { nameKey } from './names.ts';

/** Two abstracts share at least this much of their words to be one text. */
const SAME_TEXT = 0.85;
/** Words as written: no stems are needed to see that a text is the same, and they cost more. */
const WORDS = /[\p{L}\p{N}]+/gu;
/** Shorter titles ("Introduction", "Preface") and texts say too little to tell. */
const MEANINGFUL_TITLE = 12;
const MEANINGFUL_WORDS = 12;

/**
 * Groups near-duplicates: the same title, or nearly the same words in the abstract.
 * @param papers best first
 * @returns groups in the order of their first paper, which stands first
 */
export function foldDuplicates(papers: readonly Paper[]): Paper[][] {
  const groups: { key: string; words: Set<string>; papers: Paper[] }[] = [];
  for (const paper of papers) {
    const key = nameKey(paper.title);
    const own = new Set(paper.abstract.toLowerCase().match(WORDS));
    const group = groups.find(
      (other) =>
        (key === other.key && key.length >= MEANINGFUL_TITLE) || sameText(own, other.words),
    );
    if (group) group.papers.push(paper);
    else groups.push({ key, words: own, papers: [paper] });
  }
  return groups.map((group) => group.papers);
}

function sameText(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  if (Math.min(a.size, b.size) < MEANINGFUL_WORDS) return false;
  if (Math.min(a.size, b.size) < SAME_TEXT * Math.max(a.size, b.size)) return false;
  // Words of one that the other may lack, given shared / (a + b - shared) >= SAME_TEXT.
  let left = a.size - (SAME_TEXT * (a.size + b.size)) / (1 + SAME_TEXT);
  for (const word of a) {
    if (!b.has(word) && --left < 0) return false;
  }
  return left >= 0;
}
