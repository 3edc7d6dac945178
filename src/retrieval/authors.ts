import { isCommonWord } from './common-words.ts';
import type { LexicalIndex } from './lexical-index.ts';
import type { Catalog } from './snapshot-catalog.ts';
import { holds } from './sorted.ts';
import { stem } from './stem.ts';
import { REQUEST_WORDS, STOP_WORDS } from './stop-words.ts';

/** Words of a name, in small letters and without accents. */
export function nameWords(name: string): string[] {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** The term of an author's word in the lexical index; no term of a text begins so. */
export const authorTerm = (word: string): string => `@${word}`;

/** Labels by which a paper is found for its authors; "for the ATLAS Collaboration" is no part of a name. */
export function authorTerms(authors: readonly string[] = []): Set<string> {
  const names = authors.map((author) => author.replace(/\s+(?:for|on behalf of) the\b.*/i, ''));
  return new Set(names.flatMap(nameWords).map(authorTerm));
}

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
  isBehindBy: boolean;
}

/** Words of a name as people write it: "Joshua B. Tenenbaum", "O'Brien", "El-Yaniv". */
const WORD = /\p{L}[\p{L}\p{M}'’-]*\.?/gu;
const POSSESSIVE = /['’]s?$/;
/** Longest text in UTF-16 units: an abstract names whom it builds on. */
const MOST_TEXT = 300;
/** The longest name in words. */
const MOST_IN_NAME = 5;
/** Papers of a common name that are looked at. */
const MOST_PAPERS = 2000;
/** Shortest family name that is known without a given name. */
const SHORTEST_ALONE = 4;
/** Behind "by", a word is a name that so many times as many papers have for an author as in their text. */
const RATHER_A_NAME = 5;
/** "Leskovec", "McCallum", "El-Yaniv"; "VoRA" is a model's. */
const FAMILY_NAME =
  /^(?:(?:Ma?c|D[eiu]|L[ae]|Van|O['’])(?=\p{Lu}))?\p{Lu}[\p{Ll}\p{M}'’]+(?:-\p{Lu}[\p{Ll}\p{M}]+)*$/u;
const BEFORE = /(?:(?:^|\s)(?:by|and|of|with|from|&)\s+|,\s*)$/i;
/** What stands between two authors: "by Heller and Kaiser". */
const BESIDE = /^\s*(?:,|&|,?\s*\band\b)\s*$/i;
const BEHIND = /^(?:\s+et\s+al\b\.?|['’]s?(?![\p{L}]))/iu;

/**
 * Authors of the corpus that a text names: given and family name, or a family name alone that is
 * written with a capital and is no word of English or of the papers, or stands behind "by" or before
 * "et al.". Full names in small letters count where one of their words is no such word either. A name
 * that stands in a paper's text ("a conjecture of Paul Erdős") counts behind "by" or if nothing else is asked.
 */
export function authorsIn(text: string, source: AuthorSource): NamedAuthors {
  if (text.length > MOST_TEXT) return { names: [], rest: text };
  const words = wordsOf(text);
  const names: string[] = [];
  let rest = '';
  let done = 0;
  for (let i = 0; i < words.length; i++) {
    const isBesideOne = done > 0 && BESIDE.test(text.slice(done, words[i]!.start));
    const word = isBesideOne ? { ...words[i]!, isBehindBy: true } : words[i]!;
    const length = nameAt(words, i, source) || (isSaidToBeOne(text, word, source) ? 1 : 0);
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
    const plain = match[0].replace(POSSESSIVE, '');
    // A full stop belongs to an initial and to nothing else.
    const written = /^\p{L}\.$/u.test(plain) ? plain : plain.replace(/\.$/, '');
    const { index: start } = match;
    found.push({
      text: written,
      words: nameWords(written),
      start,
      end: start + written.length,
      isBehindBy: found.at(-1)?.text.toLowerCase() === 'by',
    });
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
    if (!isWrittenAsName(name, source) || !isAuthor(name, source)) continue;
    const others = words.filter((word) => !name.includes(word));
    const isMeant = name[0]!.isBehindBy || others.every(isRequest) || !isMentioned(name, source);
    if (isMeant) return length;
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
  // "He" and "An" are names beside others, "For The" is none.
  const plain = name.filter(({ text }) => STOP_WORDS.has(text.toLowerCase()));
  if (name.every(isCapitalised)) return plain.length < name.length;
  return plain.length === 0 && name.some((word) => isFull(word) && isUnusual(word, source));
}

const isCapitalised = ({ text }: Word): boolean => /^\p{Lu}/u.test(text);

/** Whether a word says nothing of a topic. */
function isRequest({ text }: Pick<Word, 'text'>): boolean {
  const word = text.toLowerCase();
  return STOP_WORDS.has(word) || REQUEST_WORDS.has(word);
}

/** Whether the words of a name stand together in a paper's text. */
function isMentioned(name: readonly Word[], { lexical }: AuthorSource): boolean {
  const stems = name.flatMap(({ words }) => words).map(stem);
  return common(stems.map((each) => lexical.documentsWith(each))).length > 0;
}

/** Whether a word is neither English nor written in any paper. */
function isUnusual({ text, words }: Word, { lexical }: AuthorSource): boolean {
  if (isRequest({ text })) return false;
  return [text.toLowerCase(), ...words]
    .map(stem)
    .every((term) => !isCommonWord(term) && lexical.documentFrequency(term) === 0);
}

/** "by Han", "Han et al.": what else the word may mean is rarer. */
function isSaidToBeOne(text: string, word: Word, source: AuthorSource): boolean {
  const [first = ''] = word.words;
  if (first.length < 2 || isRequest(word)) return false;
  const { lexical } = source;
  const isRather =
    lexical.documentFrequency(authorTerm(first)) >=
    RATHER_A_NAME * lexical.documentFrequency(stem(first));
  const isSaid =
    (word.isBehindBy && isRather) || /^\s+et\s+al\b/i.test(text.slice(word.end, word.end + 12));
  return isSaid && isFamilyName(word, source);
}

function isFamilyName(word: Word, source: AuthorSource): boolean {
  if (!FAMILY_NAME.test(word.text)) return false;
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
  return common(words.map((word) => lexical.documentsWith(authorTerm(word))));
}

/** Documents in all lists, of which the shortest is read to some depth. */
function common(lists: readonly Uint32Array[]): number[] {
  const [rarest, ...others] = [...lists].sort((a, b) => a.length - b.length);
  return Array.from(rarest?.subarray(0, MOST_PAPERS) ?? []).filter((document) =>
    others.every((documents) => holds(documents, document)),
  );
}
