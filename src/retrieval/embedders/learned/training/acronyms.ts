import type { TokenisedPapers } from './dataset.ts';
import { STOP_WORDS, type TrainingVocabulary } from './vocabulary-builder.ts';

/** An acronym and the words it stands for, as table rows. */
export interface Acronym {
  readonly row: number;
  readonly longForm: Int32Array;
}

/** Letters of an acronym. */
const SHORTEST = 2;
const LONGEST = 6;
/** A word and a long form that stand side by side by chance do so less often. */
const LEAST_SEEN = 3;

/**
 * The acronyms that papers explain: words right behind others with their letters as initials, at least three
 * times ("automatic speech recognition (ASR)"). A long form may have articles and prepositions that lend no letter. After
 * Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical text" (2003).
 */
export function findAcronyms(
  papers: Pick<TokenisedPapers, 'surfaces' | 'words' | 'segmentStart'>,
  { stems, rowOfSurface }: Pick<TrainingVocabulary, 'stems' | 'rowOfSurface'>,
): Acronym[] {
  const { surfaces, words, segmentStart } = papers;
  const seen = new Map<string, number>();
  const acronyms: Acronym[] = [];
  for (let segment = 0; segment + 1 < segmentStart.length; segment++) {
    const start = segmentStart[segment]!;
    for (let at = start; at < segmentStart[segment + 1]!; at++) {
      const row = rowOfSurface[words[at]!]!;
      if (row < 0) continue;
      const letters = stems[row]!;
      if (letters.length < SHORTEST || letters.length > LONGEST) continue;
      const from = startOfLongForm(letters, at, start, (k) => surfaces[words[k]!]!);
      if (from < 0) continue;
      const longForm = Int32Array.from(words.subarray(from, at), (word) => rowOfSurface[word]!);
      const known = longForm.filter((each) => each >= 0 && each !== row);
      if (known.length < 2) continue;
      const key = `${row}:${known.join(',')}`;
      const times = (seen.get(key) ?? 0) + 1;
      seen.set(key, times);
      if (times === LEAST_SEEN) acronyms.push({ row, longForm: known });
    }
  }
  return acronyms;
}

/** Where the words before `at` begin whose initials are these letters, or -1. */
function startOfLongForm(
  letters: string,
  at: number,
  start: number,
  wordAt: (k: number) => string,
): number {
  let left = letters.length;
  let from = at;
  while (left > 0) {
    if (--from < start) return -1;
    const word = wordAt(from);
    if (word[0] === letters[left - 1]) left--;
    else if (left === letters.length || !STOP_WORDS.has(word)) return -1;
  }
  return from;
}
