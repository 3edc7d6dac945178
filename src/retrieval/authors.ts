import { isCommonWord } from './common-words.ts';
import type { LexicalIndex } from './lexical-index.ts';
import type { Catalog } from './snapshot-catalog.ts';
import { holds } from './sorted.ts';
import { stem } from './stem.ts';

/** Words of a name, in small letters and without accents. */
export function nameWords(name: string): string[] {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** The term of an author's word in the lexical index; no term of a text begins so. */
export const authorTerm = (word: string): string => `@${word}`;

/** Authors that a text names. */
export interface NamedAuthors {
  /** As the text writes them. */
  names: string[];
  /** The text without them. */
  rest: string;
}

/** What is read of the corpus. */
export interface AuthorSource {
  lexical: Pick<LexicalIndex, 'documentsWith' | 'documentFrequency'>;
  catalog: Pick<Catalog, 'authors'>;
}

interface Word {
  text: string;
  words: string[];
  start: number;
  end: number;
}

/** Words of a name as people write it: "Joshua B. Tenenbaum", "O'Brien", "El-Yaniv". */
const WORD = /\p{L}[\p{L}\p{M}'’-]*\.?/gu;
const POSSESSIVE = /['’]s?$/;
/** Words that are looked at, and the longest name in words. */
const MOST_WORDS = 200;
const MOST_IN_NAME = 5;
/** Papers of a common name that are looked at. */
const MOST_PAPERS = 2000;
/** Shortest family name that is known without a given name. */
const SHORTEST_ALONE = 4;
const BEFORE = /(?:(?:^|\s)(?:by|and|of|with|from|&)\s+|,\s*)$/i;
const BEHIND = /^(?:\s+et\s+al\b\.?|['’]s?(?![\p{L}]))/iu;

/**
 * Authors of the corpus that a text names: given and family name, or a family name alone that is
 * written with a capital and is no word of English or of the papers, or stands behind "by" or before
 * "et al.". Full names in small letters count where one of their words is no such word either.
 */
export function authorsIn(text: string, source: AuthorSource): NamedAuthors {
  const words = wordsOf(text);
  const names: string[] = [];
  let rest = '';
  let done = 0;
  for (let i = 0; i < words.length; i++) {
    const length = nameAt(words, i, source) || (isSaidToBeOne(text, words[i]!, source) ? 1 : 0);
    if (length === 0) continue;
    const last = words[i + length - 1]!;
    const start = words[i]!.start;
    names.push(text.slice(start, last.end));
    rest += `${text.slice(done, start).replace(BEFORE, '')} `;
    done = last.end + (BEHIND.exec(text.slice(last.end))?.[0].length ?? 0);
    i += length - 1;
  }
  return { names, rest: (rest + text.slice(done)).replace(/\s+/g, ' ').trim() };
}

function wordsOf(text: string): Word[] {
  const found: Word[] = [];
  for (const match of text.matchAll(WORD)) {
    if (found.length === MOST_WORDS) break;
    const plain = match[0].replace(POSSESSIVE, '');
    // A full stop belongs to an initial and to nothing else.
    const written = /^\p{L}\.$/u.test(plain) ? plain : plain.replace(/\.$/, '');
    const { index: start } = match;
    found.push({ text: written, words: nameWords(written), start, end: start + written.length });
  }
  return found;
}

/** In how many words the longest name that begins at a word is written; 0 if none does. */
function nameAt(words: readonly Word[], at: number, source: AuthorSource): number {
  const run: Word[] = [];
  for (const word of words.slice(at, at + MOST_IN_NAME)) {
    const before = run.at(-1);
    // Nothing but a space may lie between the words of a name.
    if (before && word.start - before.end !== 1) break;
    if (!word.words.every((each) => isAuthorWord(each, source))) break;
    run.push(word);
  }
  for (let length = run.length; length >= 2; length--) {
    const name = run.slice(0, length);
    if (isWrittenAsName(name, source) && isAuthor(name, source)) return length;
  }
  const [word] = run;
  const isKnown = word && word.text.length >= SHORTEST_ALONE && isUnusual(word, source);
  return isKnown && isFamilyName(word, source) ? 1 : 0;
}

function isAuthorWord(word: string, { lexical }: AuthorSource): boolean {
  return lexical.documentFrequency(authorTerm(word)) > 0;
}

function isWrittenAsName(name: readonly Word[], source: AuthorSource): boolean {
  const isFull = (word: Word) => word.words.some((each) => each.length > 1);
  if (name.filter(isFull).length < 2) return false;
  return name.every(isCapitalised) || name.some((word) => isFull(word) && isUnusual(word, source));
}

const isCapitalised = ({ text }: Word): boolean => /^\p{Lu}/u.test(text);

/** Whether a word is neither English nor written in any paper. */
function isUnusual({ text, words }: Word, { lexical }: AuthorSource): boolean {
  return [text.toLowerCase(), ...words]
    .map(stem)
    .every((term) => !isCommonWord(term) && lexical.documentFrequency(term) === 0);
}

/** "by Han", "Han et al.": whatever else the word may mean. */
function isSaidToBeOne(text: string, word: Word, source: AuthorSource): boolean {
  const isSaid =
    /\bby\s+$/i.test(text.slice(Math.max(0, word.start - 8), word.start)) ||
    /^\s+et\s+al\b/i.test(text.slice(word.end, word.end + 12));
  return isSaid && isFamilyName(word, source);
}

function isFamilyName(word: Word, source: AuthorSource): boolean {
  if (!isCapitalised(word)) return false;
  const family = word.words.at(-1);
  return papersOf([word], source).some((document) =>
    source.catalog.authors(document).some((author) => nameWords(author).at(-1) === family),
  );
}

function isAuthor(name: readonly Word[], source: AuthorSource): boolean {
  const wanted = name.flatMap(({ words }) => words);
  return papersOf(name, source).some((document) =>
    source.catalog.authors(document).some((author) => {
      const held = new Set(nameWords(author));
      return wanted.every((word) => held.has(word));
    }),
  );
}

/** Papers with authors of these words, which need not be one author's. */
function papersOf(name: readonly Word[], { lexical }: AuthorSource): number[] {
  const words = name.flatMap(({ words }) => words);
  const [rarest, ...others] = words
    .map((word) => lexical.documentsWith(authorTerm(word)))
    .sort((a, b) => a.length - b.length);
  return Array.from(rarest?.subarray(0, MOST_PAPERS) ?? []).filter((document) =>
    others.every((documents) => holds(documents, document)),
  );
}
