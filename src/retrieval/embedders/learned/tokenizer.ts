/**
 * The embedder's own tokenizer. It is frozen with the model file: changing anything here
 * means training again, so it shares nothing with the analyzer of the lexical index but the stems.
 */
export const TOKENIZER_VERSION = 5;

const WORD = new Uint8Array(128);
for (let code = 48; code <= 57; code++) WORD[code] = 1;
for (let code = 97; code <= 122; code++) WORD[code] = 1;

const NON_ASCII = /[\u0080-\uffff]/;
const COMBINING_MARKS = /[\u0300-\u036f]/g;

/** Lower case, compatibility forms unfolded, accents removed. */
export function foldText(text: string): string {
  const lower = text.toLowerCase();
  return NON_ASCII.test(lower)
    ? lower.normalize('NFKD').replace(COMBINING_MARKS, '').toLowerCase()
    : lower;
}

/** Letters and digits of any script; general punctuation and symbols (U+2000 to U+2BFF) are not. */
function isWordCode(code: number): boolean {
  if (code < 128) return WORD[code] === 1;
  return (
    code >= 0xaa &&
    (code < 0x2000 || code > 0x2bff) &&
    code !== 0xab &&
    code !== 0xbb &&
    code !== 0xd7
  );
}

/** FNV-1a over the code units, then a finaliser that spreads the bits. */
function finish(hash: number): number {
  let h = hash;
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** The 32-bit hash by which the vocabulary knows a folded word. */
export function hashWord(word: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
  return finish(hash);
}

/** The hash by which the vocabulary knows two neighbouring words of the table, given by their rows (below 2^16). */
export function hashPhrase(firstRow: number, secondRow: number): number {
  return finish((firstRow << 16) | secondRow);
}

/**
 * Visits the words of a folded text in order: offsets into that text, and the word's hash.
 * No substring is made, so that embedding allocates nothing per word.
 */
export function scanWords(
  folded: string,
  visit: (hash: number, start: number, end: number) => void,
): void {
  const length = folded.length;
  let at = 0;
  while (at < length) {
    let code = folded.charCodeAt(at);
    if (!isWordCode(code)) {
      at++;
      continue;
    }
    const start = at;
    let hash = 0x811c9dc5;
    do {
      hash = Math.imul(hash ^ code, 0x01000193);
      at++;
      code = at < length ? folded.charCodeAt(at) : 32;
    } while (isWordCode(code));
    visit(finish(hash), start, at);
  }
}

/** Lengths of the character n-grams of an unknown word, its ends counted as characters. */
const NGRAM_LENGTHS = [4, 5];
/** Longer "words" are encoded data; their n-grams say nothing. */
const MAX_NGRAM_WORD = 40;

/** The character n-grams of a folded word: "<neur", "neuro" … They begin with #, which no word does. */
export function ngramsOf(word: string): string[] {
  if (word.length > MAX_NGRAM_WORD) return [];
  const marked = `<${word}>`;
  return NGRAM_LENGTHS.flatMap((length) =>
    Array.from(
      { length: Math.max(0, marked.length - length + 1) },
      (_, start) => `#${marked.slice(start, start + length)}`,
    ),
  );
}
