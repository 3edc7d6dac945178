import { findArxivId } from '../corpus/paper.ts';
import { queryTerms } from './analyzer.ts';
import { coveredShare, readQuestion, termSet } from './evidence-question.ts';
import type { LexicalIndex } from './lexical-index.ts';
import { Memo } from './memo.ts';
import type { FoundName, NameIndex } from './name-index.ts';
import { namesInQuery } from './name-index-query.ts';
import { nameKey } from './names.ts';
import type { NameMatch } from './retriever.ts';
import type { Catalog } from './snapshot-catalog.ts';

/** How far each way of matching is trusted; a typo loses some more with each edit. */
const TRUST = { exact: 1, prefix: 0.9, typo: 0.85, inside: 0.8, partial: 0.7 };
const LOST_PER_EDIT = 0.1;
/** Score of the only paper that mentions a name. */
const ONLY_MENTION = 0.55;
/** A title that holds less of what was asked is no match. */
const LEAST_SHARE = 0.5;
const PARTIAL_CANDIDATES = 100;

/** The same titles come up in most lookups of a small corpus, and at each letter that is typed. */
const titleTerms = new Memo(2000, termSet);

export interface LookupIndexes {
  catalog: Catalog;
  lexical: LexicalIndex;
  names: NameIndex;
}

/**
 * Papers by id, title, acronym, prefix, with typos, in natural wording ("the Lion optimizer
 * paper") or by words of their titles; best first, each once.
 */
export function lookupNames(query: string, limit: number, indexes: LookupIndexes): NameMatch[] {
  const { catalog, lexical, names } = indexes;
  const best = new Map<number, NameMatch>();
  const add = (document: number, match: Omit<NameMatch, 'id' | 'title'>) => {
    const known = best.get(document);
    if (known && known.score >= match.score) return;
    best.set(document, { id: catalog.id(document), title: catalog.title(document), ...match });
  };
  const addNames = (found: FoundName, trust: number, kind?: NameMatch['kind']) => {
    for (const { document, strength } of found.documents) {
      const score = trust * strength;
      add(document, {
        name: found.name,
        score,
        kind: kind ?? (strength === 1 ? 'exact' : 'acronym'),
      });
    }
  };

  for (const id of [query.trim(), findArxivId(query)]) {
    const document = id === undefined ? -1 : catalog.find(id);
    if (document >= 0) add(document, { name: id!, kind: 'id', score: 1 });
  }
  const exact = names.exact(query);
  if (exact) addNames(exact, TRUST.exact);
  // Of what a single paper mentions there is no other to show.
  const [only, ...others] = exact?.documents ?? [];
  if (only && others.length === 0 && only.strength < ONLY_MENTION) {
    add(only.document, { name: exact!.name, kind: 'acronym', score: ONLY_MENTION });
  }
  const typed = nameKey(query).length;
  for (const found of names.byPrefix(query)) {
    // The more of a name was typed, the likelier it is the one meant.
    const share = typed / found.key.length;
    if (found.key.length > typed) addNames(found, TRUST.prefix * (0.7 + 0.3 * share), 'prefix');
  }
  // What is written in a paper is no slip for another's name: "PrFlashAttention" is not "FlashAttention".
  for (const found of exact ? [] : names.byTypo(query)) {
    addNames(found, TRUST.typo - LOST_PER_EDIT * found.distance, 'typo');
  }
  for (const found of namesInQuery(query, names, lexical)) {
    if (exact && found.distance > 0) continue;
    const trust = TRUST.inside * (0.5 + 0.5 * found.rarity) - LOST_PER_EDIT * found.distance;
    addNames(found, trust, found.distance > 0 ? 'typo' : undefined);
  }
  const question = readQuestion(query, lexical);
  for (const { document } of lexical.search(queryTerms(query), PARTIAL_CANDIDATES)) {
    const title = catalog.title(document);
    const share = coveredShare(question, titleTerms.get(title));
    if (share >= LEAST_SHARE)
      add(document, { name: title, kind: 'partial', score: TRUST.partial * share });
  }
  return [...best.values()]
    .sort((a, b) => b.score - a.score || a.title.length - b.title.length || (a.id < b.id ? -1 : 1))
    .slice(0, Math.max(0, limit));
}
