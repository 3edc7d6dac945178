import type { QueryTerm } from '../analyzer.ts';
import type { Fused } from '../fusion.ts';
import type { LexicalIndex } from '../lexical-index.ts';
import { firstNotBefore } from '../sorted.ts';

/**
 * What full coverage of the query's words adds to a fused score, whose parts sum up to 1. Fitted on
 * five judged collections (abstracts of three fields, requests of 5 to 150 words), each left out in
 * turn: together with feedback of the papers found first, 0.2 gains as much as 0.4 and costs no
 * collection anything.
 */
export const COVERAGE_WEIGHT = 0.2;

/** Documents that are looked at again; what stands further down cannot rise to the first page. */
const DEPTH = 200;

/**
 * The share of the query's words that each document has, by inverse document frequency, in [0, 1].
 * Unlike BM25 it asks neither how often a word occurs nor how long the document is: one word that
 * is repeated cannot stand in for the others. Words that no document has do not count.
 *
 * @param documents document numbers, ascending
 */
export function termCoverage(
  lexical: LexicalIndex,
  query: readonly QueryTerm[],
  documents: readonly number[],
): Float32Array {
  const { terms, starts, documents: postings } = lexical.parts;
  const found = new Float32Array(documents.length);
  let total = 0;
  for (const { term, weight } of query) {
    const id = terms.find(term);
    if (id < 0) continue;
    const mass = weight * lexical.idf(term);
    total += mass;
    let from = starts[id]!;
    const end = starts[id + 1]!;
    for (const [i, document] of documents.entries()) {
      from = firstNotBefore(postings, document, from, end);
      if (from === end) break;
      if (postings[from] === document) found[i]! += mass;
    }
  }
  return total > 0 ? found.map((mass) => mass / total) : found;
}

/** Orders the best fused documents again, by their scores and the share of the query they cover. */
export function rerankByCoverage(
  fused: readonly Fused[],
  lexical: LexicalIndex,
  query: readonly QueryTerm[],
): Fused[] {
  const head = fused.slice(0, DEPTH).sort((a, b) => a.document - b.document);
  const coverage = termCoverage(
    lexical,
    query,
    head.map(({ document }) => document),
  );
  const raised = head.map((hit, i) => ({
    ...hit,
    fused: hit.fused + COVERAGE_WEIGHT * coverage[i]!,
  }));
  return raised
    .concat(fused.slice(DEPTH))
    .sort((a, b) => b.fused - a.fused || a.document - b.document);
}
