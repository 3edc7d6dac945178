import { UsageError } from '../../errors.ts';
import { addDays, dayOf, daysBetween, isDay } from '../days.ts';
import { arxivIdOf } from '../formats/ids.ts';

/** What a source on the command line or in the configuration asks for. */
export type SourceSpecification =
  | { kind: 'stdin' }
  | { kind: 'file'; path: string }
  | { kind: 'daily'; days: string[] }
  | { kind: 'hugging-face-paper'; id: string }
  | { kind: 'arxiv-ids'; ids: string[] }
  | { kind: 'arxiv-query'; query: string };

const MAX_DAYS = 400;
const FIELD_PREFIX = /\b(?:ti|au|abs|co|jr|cat|rn|id|all|submittedDate):/;
const HINT =
  'Write hf:2026-11-20, hf:week, hf:2026-11, hf:2026-11-01..2026-11-20, hf:2309.17453, \
arxiv:cat:cs.CL, arxiv:2309.17453 or the path of a file.';

/**
 * Understands a source: `-`, a path, `hf:` with a day, `today`, `yesterday`, `week` (the last seven
 * days), a month, an ISO week, a span of days or an arXiv id, or `arxiv:` with ids or a query.
 * Days are those of the daily lists, in UTC; those after today are left out of a span.
 * @throws UsageError when it is none of these.
 */
export function parseSource(source: string, now: Date): SourceSpecification {
  if (source === '-') return { kind: 'stdin' };
  const [, scheme, rest] = /^(hf|huggingface|arxiv):(.*)$/is.exec(source) ?? [];
  if (!scheme) return { kind: 'file', path: source };
  const wish = rest!.trim();
  if (!wish) throw new UsageError(`"${source}" does not say what to fetch.`, { hint: HINT });
  return scheme.toLowerCase() === 'arxiv' ? parseArxiv(wish) : parseDaily(wish, now);
}

function parseArxiv(wish: string): SourceSpecification {
  const parts = wish.split(/[\s,]+/).filter(Boolean);
  const ids = parts.map(arxivIdOf);
  if (ids.every((id) => id !== undefined)) return { kind: 'arxiv-ids', ids: [...new Set(ids)] };
  // Plain words must all occur somewhere, as people expect of a search.
  const query = FIELD_PREFIX.test(wish) ? wish : parts.map((word) => `all:${word}`).join(' AND ');
  return { kind: 'arxiv-query', query };
}

function parseDaily(wish: string, now: Date): SourceSpecification {
  const id = arxivIdOf(wish);
  if (id) return { kind: 'hugging-face-paper', id };
  const today = dayOf(now);
  const [from, to] = spanOf(wish, today);
  if (from > today) {
    throw new UsageError(`The list of ${from} is not open yet; today is ${today} in UTC.`, {
      hint: 'Ask for a day up to today.',
    });
  }
  const days = daysBetween(from, to < today ? to : today);
  if (days.length === 0) throw new UsageError(`${wish} ends before it begins.`, { hint: HINT });
  if (days.length > MAX_DAYS) {
    throw new UsageError(`${wish} spans ${days.length} days; at most ${MAX_DAYS} go at once.`, {
      hint: 'Fetch it in parts.',
    });
  }
  return { kind: 'daily', days };
}

function spanOf(wish: string, today: string): [from: string, to: string] {
  if (wish === 'today') return [today, today];
  if (wish === 'yesterday') return [addDays(today, -1), addDays(today, -1)];
  if (wish === 'week') return [addDays(today, -6), today];
  if (wish === 'month') return [addDays(today, -29), today];
  const [first = '', last = first, ...more] = wish.split('..');
  const from = periodOf(first.trim());
  const to = periodOf(last.trim());
  if (!from || !to || more.length > 0) {
    throw new UsageError(`"${wish}" is no day, week, month or span of days.`, { hint: HINT });
  }
  return [from[0], to[1]];
}

/** First and last day of a day, an ISO week (`2026-W47`) or a month; undefined for anything else. */
function periodOf(text: string): [from: string, to: string] | undefined {
  if (isDay(text)) return [text, text];
  if (/^\d{4}-\d{2}$/.test(text) && isDay(`${text}-01`)) {
    const [year, month] = text.split('-').map(Number);
    return [`${text}-01`, dayOf(new Date(Date.UTC(year!, month!, 0)))];
  }
  const [, year, week] = /^(\d{4})-W(\d{2})$/.exec(text) ?? [];
  if (!year || Number(week) < 1 || Number(week) > 53) return undefined;
  // 4 January always lies in week 1.
  const fourth = new Date(`${year}-01-04T00:00:00Z`);
  const monday = addDays(dayOf(fourth), -((fourth.getUTCDay() + 6) % 7) + 7 * (Number(week) - 1));
  return [monday, addDays(monday, 6)];
}
