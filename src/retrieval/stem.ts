import snowball from 'snowball-stemmers';
import { positiveDegree } from './comparatives.ts';
import { americanSpelling } from './spelling.ts';

/** "llms", "gnns": Snowball leaves words without a vowel alone. */
const ABBREVIATIONS = /^[^aeiouy]{2,}s$/;
const MEMO_SIZE = 400_000;

const english = snowball.newStemmer('english');
const stems = new Map<string, string>();

/**
 * The Snowball stem of a folded English word, spelled as in America, of an adjective in any degree; other
 * words are given back as they are. The built-in embedder is trained on these stems: a change here asks for another training.
 */
export function stem(word: string): string {
  const known = stems.get(word);
  if (known !== undefined) return known;
  const result = stemOnce(word);
  if (stems.size >= MEMO_SIZE) stems.clear();
  stems.set(word, result);
  return result;
}

/** The same for a word that is not asked for again. */
export function stemOnce(word: string): string {
  if (word.length <= 2 || !/^[a-z]+$/.test(word)) return word;
  const singular = ABBREVIATIONS.test(word) ? word.slice(0, -1) : word;
  return english.stem(positiveDegree(americanSpelling(singular)));
}
