import { readFileSync } from 'node:fs';
import { packagePath } from '../package-root.ts';
import { type QueryTerm, queryTerms, words } from './analyzer.ts';
import type { FurtherWords } from './embedders/embedder.ts';

/** Longest plain expression in words. */
const LONGEST = 3;
/** Longer texts name their topic themselves; in UTF-16 units. */
const MOST_TEXT = 400;
/**
 * What a technical term weighs beside the words of the query, by its words and by its meaning, and the numbers of papers
 * up to which it does so and from which it counts nothing: where many papers use a term, it leads away. Measured on 1,658
 * questions that people would ask (`test/fixtures/questions`), over 65 papers each: 1,574 whose paper comes first with
 * 952 entries that count by their words alone, 1,579 with 3,581, 1,587 where they count by meaning too.
 */
const WEIGHT = 0.45;
const MEANING_WEIGHT = 0.25;
const FEW_PAPERS = 2000;
const MANY_PAPERS = 8000;

let entries: ReadonlyMap<string, readonly string[]> | undefined;

/** Technical terms by the stems of the plain expression that people use for them: "songs" for "music". */
function thesaurus(): ReadonlyMap<string, readonly string[]> {
  entries ??= new Map(
    readFileSync(packagePath('src/retrieval/thesaurus.txt'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => {
        const [plain, technical] = line.split(': ') as [string, string];
        return [words(plain).join(' '), technical.split(', ')];
      }),
  );
  return entries;
}

/** The technical terms for what a text says in plain words; the longest expressions count. */
export function technicalTerms(text: string): string[] {
  const stems = words(text);
  const found = new Set<string>();
  for (let at = 0; at < stems.length; at++) {
    for (let length = Math.min(LONGEST, stems.length - at); length > 0; length--) {
      const terms = thesaurus().get(stems.slice(at, at + length).join(' '));
      if (!terms) continue;
      for (const term of terms) found.add(term);
      at += length - 1;
      break;
    }
  }
  return [...found];
}

/** Technical terms for a query. */
export interface Technical {
  /** The terms, one after the other, with what each counts by its words and by its meaning. */
  words: FurtherWords;
  meaning: FurtherWords;
}

/** Technical terms for the plain words of a query, if there are any. @param papers size of the corpus */
export function technicalQuery(text: string, papers: number): Technical | undefined {
  const way = Math.log(papers / FEW_PAPERS) / Math.log(MANY_PAPERS / FEW_PAPERS);
  const share = 1 - Math.min(1, Math.max(0, way));
  if (share === 0 || text.length > MOST_TEXT) return undefined;
  const terms = technicalTerms(text).join(' ');
  if (!terms) return undefined;
  return {
    words: { text: terms, weight: WEIGHT * share },
    meaning: { text: terms, weight: MEANING_WEIGHT * share },
  };
}

/** A query with technical terms beside its plain words. */
export function withTechnicalTerms(
  query: readonly QueryTerm[],
  technical: Technical | undefined,
): readonly QueryTerm[] {
  if (!technical) return query;
  const own = new Set(query.map(({ term }) => term));
  const added = queryTerms(technical.words.text).filter(({ term }) => !own.has(term));
  return [
    ...query,
    ...added.map(({ term, weight }) => ({ term, weight: technical.words.weight * weight })),
  ];
}
