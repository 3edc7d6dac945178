import { PhraseTable } from './analyzer-phrases.ts';
import { stem } from './stem.ts';
import { REQUEST_WORDS, STOP_WORDS } from './stop-words.ts';

/** What one written token stands for. */
export interface TokenTerms {
  /** Stems of its words in order, stop words left out: "key-value" gives `key`, `valu`. */
  words: readonly string[];
  /** Further spellings it is found by: the parts joined, the parts of camel case, of "gpt4". */
  variants: readonly string[];
}

/** A term of a query with its weight; words of the query itself weigh 1. */
export interface QueryTerm {
  term: string;
  weight: number;
}

/** Queries are cut to this many tokens: more than any abstract, and bounded work for 100 kB. */
export const MAX_QUERY_TOKENS = 600;

/** Longest token that is indexed, in UTF-16 units; longer runs are binary or encoded data. */
const MAX_TOKEN_LENGTH = 60;
const MEMO_SIZE = 400_000;

/** Weights of a query's terms; measured best or within .005 of it on each collection at hand. */
const VARIANT_WEIGHT = 0.4;
const REQUEST_WEIGHT = 0.3;
const ADVERB_WEIGHT = 0.1;
/** Adverbs say how and not what, but share a stem with what is rare: "fairly" with "fairness". */
const ADVERB = /^(?!(?:anoma|assemb|fami|supp|multip|butterf|monopo|rep)ly$)[a-z]{4,}ly$/;
/** A word that stands n times in a query weighs n to this power: long requests repeat their topic. */
const REPETITION = 0.85;

const TOKEN =
  /[\p{L}\p{N}\p{M}]+(?:[-\u2010-\u2012_.'\u2019][\p{L}\p{N}\p{M}]+)*(?:\+\+|#(?![\p{L}\p{N}]))?/gu;
const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
const CJK_RUN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{M}ー]+/gu;
const LATEX_COMMAND =
  /\\(?:math[a-z]+|text[a-z]*|emph|operatorname|frac|sqrt|left|right|begin|end|cite[a-z]*|ref|label|footnote|url|href|it|bf|rm|em|tt|quad|cdot|times|sim|approx|pm|leq?|geq?)(?![a-zA-Z])/g;
const ASCII = /^[\s!-~]*$/;
const ACCENTED = /(\p{Script=Latin})[\u0300-\u036f]+/gu;
const SPECIAL_LETTERS: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ı: 'i',
};

/** Splits a text into its written tokens ("FlashAttention-2", "19.2", "don't"), in order. */
export function tokens(text: string): string[] {
  let clean = ASCII.test(text) ? text : text.normalize('NFKC');
  if (clean.includes('\\')) clean = clean.replace(LATEX_COMMAND, ' ');
  return clean.match(TOKEN) ?? [];
}

/** Lower case, Latin letters without accents: "Schrödinger" gives "schrodinger". */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  if (ASCII.test(lower)) return lower;
  return lower
    .normalize('NFKD')
    .replace(ACCENTED, '$1')
    .normalize('NFKC')
    .replace(/[ßæœøłđı]/g, (letter) => SPECIAL_LETTERS[letter]!);
}

const memo = new Map<string, TokenTerms>();

/** The terms of one written token. */
export function tokenTerms(token: string): TokenTerms {
  const known = memo.get(token);
  if (known) return known;
  const result = analyzeToken(token);
  if (memo.size >= MEMO_SIZE) memo.clear();
  memo.set(token, result);
  return result;
}

const NOTHING: TokenTerms = { words: [], variants: [] };

function analyzeToken(token: string): TokenTerms {
  if (token.length > MAX_TOKEN_LENGTH && !CJK.test(token)) return NOTHING;
  if (CJK.test(token)) return { words: cjkTerms(token), variants: [] };
  const plain = token.replace(/['\u2019](?:s|S)?(?![\p{L}])/gu, '').replace(/['\u2019]/g, '');
  if (/^\d+(?:\.\d+)+$/.test(plain)) return { words: [plain], variants: [] };

  const parts = plain.split(/[-\u2010-\u2012_]|(?<!\d)\.|\.(?!\d)/).filter(Boolean);
  const words: string[] = [];
  const variants = new Set<string>();
  for (const part of parts) {
    const folded = fold(/^[\p{Lu}\d]{2,}s$/u.test(part) ? part.slice(0, -1) : part);
    if (!STOP_WORDS.has(folded)) words.push(stem(folded));
    for (const piece of innerParts(part)) variants.add(stem(piece));
  }
  if (parts.length > 1) variants.add(stem(fold(parts.join(''))));
  for (const word of words) variants.delete(word);
  return { words, variants: [...variants].filter((term) => !STOP_WORDS.has(term)) };
}

/** "FlashAttention" gives flash, attention; "llama3" llama, 3; "11.9times" 11.9, times. */
function innerParts(part: string): string[] {
  const pieces: string[] = [];
  if (/\p{Ll}\p{Lu}|\p{Lu}{2}\p{Ll}{2}/u.test(part) && !/^\p{Lu}+s$/u.test(part)) {
    const camel = part.split(/(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u);
    pieces.push(...camel.map(fold).filter((piece) => piece.length >= 3));
  }
  const mixed = /^(\p{L}{3,})(\d+(?:\.\d+)?)$|^(\d+(?:\.\d+)?)(\p{L}{3,})$/u.exec(part);
  if (mixed) pieces.push(...mixed.slice(1).filter(Boolean).map(fold));
  return pieces;
}

/** Overlapping pairs of characters, the usual unit for scripts written without spaces. */
function cjkTerms(token: string): string[] {
  const terms: string[] = [];
  let last = 0;
  for (const run of token.matchAll(CJK_RUN)) {
    if (run.index > last)
      terms.push(...tokens(token.slice(last, run.index)).flatMap((t) => tokenTerms(t).words));
    const characters = [...run[0]];
    if (characters.length === 1) terms.push(characters[0]!);
    for (let i = 0; i + 1 < characters.length; i++) terms.push(characters[i]! + characters[i + 1]!);
    last = run.index + run[0].length;
  }
  if (last < token.length)
    terms.push(...tokens(token.slice(last)).flatMap((t) => tokenTerms(t).words));
  return terms;
}

/** Stems of a text's words in order, without variants and stop words. */
export function words(text: string): string[] {
  return tokens(text).flatMap((token) => tokenTerms(token).words);
}

/** Abbreviations that runs of words stand for: "key value" is also `kv`. */
export const phrases = new PhraseTable(words);

/** All terms a text is found by, with repetitions: words, variants and abbreviations. */
export function documentTerms(text: string): string[] {
  const sequence: string[] = [];
  const extra: string[] = [];
  for (const token of tokens(text)) {
    const { words: own, variants } = tokenTerms(token);
    sequence.push(...own);
    extra.push(...variants);
  }
  for (let i = 0; i < sequence.length; i++) extra.push(...phrases.at(sequence, i));
  return sequence.concat(extra);
}

function weightOf(token: string): number {
  if (REQUEST_WORDS.has(token.toLowerCase())) return REQUEST_WEIGHT;
  return ADVERB.test(token) ? ADVERB_WEIGHT : 1;
}

/**
 * The terms of a query, each once, with weights. Neighbours are also joined, so that "flash
 * attention 2" finds "FlashAttention2"; what no paper contains costs nothing.
 */
export function queryTerms(text: string): QueryTerm[] {
  const counts = new Map<string, number>();
  const variants = new Set<string>();
  const sequence: string[] = [];
  const written = tokens(text).slice(0, MAX_QUERY_TOKENS);
  for (const [i, token] of written.entries()) {
    const terms = tokenTerms(token);
    const weight = weightOf(token);
    for (const term of terms.words) counts.set(term, (counts.get(term) ?? 0) + weight);
    for (const term of terms.variants) variants.add(term);
    sequence.push(...terms.words);
    const next = written[i + 1];
    if (next !== undefined && joins(token, next)) variants.add(stem(fold(token + next)));
  }
  for (let i = 0; i < sequence.length; i++) {
    for (const term of phrases.at(sequence, i)) variants.add(term);
  }
  const terms = Array.from(counts, ([term, count]) => ({ term, weight: count ** REPETITION }));
  for (const term of variants) {
    if (!counts.has(term)) terms.push({ term, weight: VARIANT_WEIGHT });
  }
  return terms;
}

function joins(left: string, right: string): boolean {
  return (
    left.length + right.length <= 24 &&
    /^[\p{L}\p{N}]+$/u.test(left + right) &&
    !STOP_WORDS.has(left.toLowerCase()) &&
    !STOP_WORDS.has(right.toLowerCase())
  );
}
