import { findArxivId, withoutArxivId } from '../../corpus/paper.ts';
import type { Findings } from '../findings.ts';
import type { Exchange, Step } from './exchange.ts';
import { readFilters } from './filters.ts';
import type { Resolved } from './follow-up.ts';
import { type Intent, wantsSimilarToFocus } from './intent.ts';

/** Papers of one conversation that are set side by side. */
const MOST_COMPARED = 6;
/** Authors whose other papers are looked for: those named first, and the last, who often leads the group. */
const AUTHORS = { first: 3, last: 2 };
const POINTS = /^(?:this|it|that|these|those|them|they|(?:this|that|the) (?:paper|one|method))\b/i;
const QUOTED = /(?<!\p{L})["“'‘](\p{L}[^"“”]{4,200}?\s[^"“”]{2,200}?)["”'’](?!\p{L})/u;

/** The tool call that a question asks for. */
export function firstCall({ scope }: Exchange, resolved: Resolved, intent: Intent): Step {
  const { question, focus, wish, instead } = resolved;
  const about = focus[0] ?? (scope.length === 1 ? scope[0] : undefined);
  if (wish === 'same authors') return { call: { name: 'get_paper', args: { paper: about!.id } } };
  if (instead) return { call: { name: 'get_paper', args: { paper: instead, question } } };
  if (intent.kind === 'trending' && scope.length === 0) {
    const { topic, window } = intent;
    return { call: { name: 'trending_papers', args: { topic, window } } };
  }
  if (about && wantsSimilarToFocus(question)) {
    return { call: { name: 'similar_papers', args: { paper: about.id } } };
  }
  if (intent.kind === 'similar') {
    const paper = POINTS.test(intent.paper) && about ? about.id : intent.paper;
    return { call: { name: 'similar_papers', args: { paper } } };
  }
  if (intent.kind === 'compare' && focus.length < 2) {
    const papers = intent.names.map((name) => (POINTS.test(name) && about ? about.id : name));
    return { call: { name: 'compare_papers', args: { papers, question } } };
  }
  if (focus.length > 1) {
    const papers = focus.slice(0, MOST_COMPARED).map(({ id }) => id);
    return { call: { name: 'compare_papers', args: { papers, question } } };
  }
  const id = about?.id ?? findArxivId(question);
  if (id) {
    const args = { paper: id, question: withoutArxivId(question) };
    return { call: { name: 'get_paper', args } };
  }
  const quoted = QUOTED.exec(question);
  if (quoted) {
    const args = { paper: quoted[1]!.slice(0, 300), question };
    return { call: { name: 'get_paper', args } };
  }
  return search(question);
}

/** A plain search for a question, its restrictions taken out. */
export function search(question: string): Step {
  const { query, ...filters } = readFilters(question);
  return { call: { name: 'search_papers', args: { query: query.slice(0, 2000), ...filters } } };
}

/** The search for what the authors of a paper wrote; undefined where none is known. */
export function searchByAuthors({ findings }: Findings): Step | undefined {
  const all = findings[0]?.paper.authors ?? [];
  const authors = [
    ...new Set([...all.slice(0, AUTHORS.first), ...all.slice(AUTHORS.first).slice(-AUTHORS.last)]),
  ];
  if (authors.length === 0) return undefined;
  return { call: { name: 'search_papers', args: { query: 'papers', authors } } };
}
