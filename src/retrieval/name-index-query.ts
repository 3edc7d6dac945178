import { tokens, tokenTerms } from './analyzer.ts';
import type { NameSignal } from './fusion.ts';
import type { FoundName, NameIndex } from './name-index.ts';
import { nameKey } from './names.ts';
import { REQUEST_WORDS, STOP_WORDS } from './stop-words.ts';

/** A name that stands in a query. */
export interface QueryName extends FoundName {
  /** As the query writes it. */
  written: string;
  /** In [0, 1]: how rare the name is as a word of the corpus; near 0 for "model". */
  rarity: number;
  /** In [0, 1]: the part of the query's words, weighed by rarity, that the name is. */
  share: number;
}

type Match = Omit<QueryName, 'share'>;

/** How the words of a corpus are spread. */
export interface Frequencies {
  readonly size: number;
  documentFrequency(term: string): number;
  idf(term: string): number;
}

const MOST_TOKENS = 200;
const LONGEST_SPAN = 6;
const LONGEST_TYPO_SPAN = 3;
/** Ordinary words are names only of papers that go by them, not of those that mention them. */
const OWN_NAME = 0.7;
const LEAST_RARITY = 0.25;
/** Titles of fewer words ("Information retrieval") are also common phrases. */
const SURE_TITLE_WORDS = 4;

/** "DuoAttention", "W4A4", "PISA": written as no ordinary word is. */
const NAME_LIKE = /\p{Ll}\p{Lu}|\p{Lu}{2}|\p{L}.*\d|\d.*\p{L}/u;

/** The names of papers in a query, longest first; a common word does not count as one. */
export function namesInQuery(query: string, names: NameIndex, words: Frequencies): QueryName[] {
  const written = tokens(query).slice(0, MOST_TOKENS);
  const found: QueryName[] = [];
  const taken = new Set<number>();
  const weights = written.map((token) => weightOf(token, words));
  const sum = (numbers: readonly number[]) => numbers.reduce((total, x) => total + x, 0);
  const all = sum(weights) || 1;
  for (let length = Math.min(LONGEST_SPAN, written.length); length >= 1; length--) {
    for (let from = 0; from + length <= written.length; from++) {
      const span = written.slice(from, from + length);
      if (isFree(from, length, taken) === false || !canBeName(span)) continue;
      const name = exact(span, names, words) ?? typo(span, names, words);
      if (!name) continue;
      found.push({ ...name, share: sum(weights.slice(from, from + length)) / all });
      for (let i = from; i < from + length; i++) taken.add(i);
    }
  }
  return found;
}

/** For each document the strongest of the names under which a query has it. */
export function nameSignals(found: readonly QueryName[]): Map<number, NameSignal> {
  const signals = new Map<number, NameSignal>();
  for (const { documents, rarity, share } of found) {
    for (const { document, strength } of documents) {
      const own = strength * rarity;
      if (own > (signals.get(document)?.strength ?? 0)) {
        signals.set(document, { strength: own, share });
      }
    }
  }
  return signals;
}

/** What a token says: nothing if it only asks, more the rarer its words are. */
function weightOf(token: string, words: Frequencies): number {
  if (REQUEST_WORDS.has(token.toLowerCase())) return 0;
  return Math.max(0, ...tokenTerms(token).words.map((term) => words.idf(term)));
}

function isFree(from: number, length: number, taken: ReadonlySet<number>): boolean {
  for (let i = from; i < from + length; i++) if (taken.has(i)) return false;
  return true;
}

function canBeName(span: readonly string[]): boolean {
  const plain = (token: string) => token.toLowerCase();
  if (STOP_WORDS.has(plain(span[0]!)) || STOP_WORDS.has(plain(span.at(-1)!))) return false;
  return span.length > 1 || !REQUEST_WORDS.has(plain(span[0]!));
}

function exact(span: readonly string[], names: NameIndex, words: Frequencies): Match | undefined {
  const written = span.join(' ');
  const name = names.exact(written);
  if (!name) return undefined;
  return guarded({ ...name, written, rarity: rarity(span, name, words) }, span);
}

/** Only words that no paper contains are taken for misspelled. */
function typo(span: readonly string[], names: NameIndex, words: Frequencies): Match | undefined {
  if (span.length > LONGEST_TYPO_SPAN || !span.some((token) => isUnknown(token, words))) {
    return undefined;
  }
  const written = span.join(' ');
  const key = nameKey(written);
  for (const name of names.byTypo(written)) {
    if (name.key[0] !== key[0] && key.length < 8) continue;
    const own = { ...name, documents: name.documents.filter((d) => d.strength >= OWN_NAME) };
    if (own.documents.length === 0) continue;
    return { ...own, written, rarity: 1 - (0.15 * name.distance + 0.1) };
  }
  return undefined;
}

function isUnknown(token: string, words: Frequencies): boolean {
  const terms = tokenTerms(token);
  return (
    nameKey(token).length >= 4 &&
    [...terms.words, ...terms.variants].every((term) => words.documentFrequency(term) === 0)
  );
}

function guarded(name: Match, span: readonly string[]): Match | undefined {
  const nameLike = span.some((token) => NAME_LIKE.test(token));
  const least = nameLike ? 0.4 : OWN_NAME;
  const documents = name.documents.filter(({ strength }) => strength >= least);
  if (documents.length === 0 || name.rarity < LEAST_RARITY) return undefined;
  return { ...name, documents };
}

/** 1 for what stands in one paper of many, 0 for what stands in all. */
function rarity(span: readonly string[], name: FoundName, words: Frequencies): number {
  if (span.length >= SURE_TITLE_WORDS && name.documents[0]!.strength === 1) return 1;
  const frequencies = span
    .flatMap((token) => tokenTerms(token).words)
    .map((term) => words.documentFrequency(term));
  const rarest = Math.max(name.documents.length, Math.min(...frequencies, words.size));
  return 1 - Math.log(rarest) / Math.log(Math.max(2, words.size + 1));
}
