import { readFileSync } from 'node:fs';
import { packagePath } from '../package-root.ts';
import { type QueryTerm, queryTerms, words } from './analyzer.ts';

/** Longest plain expression in words. */
const LONGEST = 3;
/** Longer texts name their topic themselves; in UTF-16 units. */
const MOST_TEXT = 400;
/**
 * What a technical term weighs beside the words of the query, and the numbers of papers up to which it does so and
 * from which it counts nothing: where many papers use a term, it leads away. Measured on 736 questions that people would ask,
 * first papers right: 195 papers .910 to .918, 2,195 papers .841 to .848, but 15,195 papers .751 to .743.
 */
const WEIGHT = 0.3;
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

/** A query with technical terms beside its plain words. @param papers size of the corpus */
export function withTechnicalTerms(
  query: readonly QueryTerm[],
  text: string,
  papers: number,
): readonly QueryTerm[] {
  const way = Math.log(papers / FEW_PAPERS) / Math.log(MANY_PAPERS / FEW_PAPERS);
  const share = WEIGHT * (1 - Math.min(1, Math.max(0, way)));
  if (share === 0 || text.length > MOST_TEXT) return query;
  const own = new Set(query.map(({ term }) => term));
  const added = queryTerms(technicalTerms(text).join(' ')).filter(({ term }) => !own.has(term));
  return [...query, ...added.map(({ term, weight }) => ({ term, weight: share * weight }))];
}
