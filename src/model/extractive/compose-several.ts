import { hasCode } from '../../corpus/code.ts';
import type { Finding } from '../findings.ts';
import { dated, list, metadata } from './compose.ts';
import { ABSTRACT_SILENT, NOT_IN_CORPUS, type PaperRef } from './exchange.ts';
import { asksForCode, readOrder } from './filters.ts';
import type { Intent } from './intent.ts';
import { ranked } from './select.ts';

/** Share of the best one's score that another paper must have to be what is asked for too. */
const SELECTED_SHARE = 0.75;
const BY_DATE =
  /\b(?:newer|newest|latest|more recent|most recent|older|oldest|earlier|earliest|came first|come first)\b/i;
const OLDER = /\bold|\bearl|\bfirst\b/i;

/** The list of the conversation once more. */
export function relisted(findings: readonly Finding[]): string {
  return list(findings, { kind: 'fact' });
}

/** Papers found by the authors of another, without that one. */
export function othersOf(known: readonly PaperRef[], findings: readonly Finding[]): string {
  const others = findings.filter(({ paper }) => known.every(({ id }) => id !== paper.id));
  return others.length > 0 ? list(others, { kind: 'fact' }) : NOT_IN_CORPUS;
}

/** Those of several papers of which a question holds: "which of those have code?", "which one is newer?" */
export function selected(question: string, intent: Intent, findings: readonly Finding[]): string {
  if (intent.kind === 'link' || asksForCode(`those ${question}`)) {
    const coded = findings.filter(({ paper }) => hasCode(paper));
    return coded.length > 0 ? list(coded, { kind: 'list', withCode: true }) : silence(findings);
  }
  if (BY_DATE.test(question) || readOrder(question)) return byDate(question, findings);
  if (intent.kind === 'metadata') return list(findings, { kind: 'fact' });
  const scored = findings
    .map((finding) => ({ finding, score: ranked(finding, intent, false)[0]?.score ?? 0 }))
    .sort((a, b) => b.score - a.score);
  const least = SELECTED_SHARE * (scored[0]?.score ?? 0);
  const chosen = scored.filter(({ score }) => score >= least).map(({ finding }) => finding);
  return chosen.length > 0 ? list(chosen, intent, false) : silence(findings);
}

/** The one with the first or last date, and that date. */
function byDate(question: string, findings: readonly Finding[]): string {
  const [first] = dated(findings, OLDER.test(question) ? 'oldest' : 'newest');
  return first?.paper.publishedAt ? metadata(first, 'date') : silence(findings);
}

function silence(findings: readonly Finding[]): string {
  return `${ABSTRACT_SILENT} ${findings.map(({ key }) => `[${key}]`).join(' ')}`;
}
