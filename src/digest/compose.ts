import type { Target } from '../chat/adapter.ts';
import { paperLine } from '../chat/paper-line.ts';
import type { PaperLine, ReplyBody } from '../chat/reply.ts';
import { isArxivId, type Paper } from '../corpus/paper.ts';
import type {
  Trending,
  TrendingOptions,
  TrendingPaper,
  TrendingResult,
} from '../trending/trending.ts';
import type { Subscription } from './subscription.ts';
import { windowDays } from './subscription.ts';
import { tellingSentence } from './summary.ts';

/** A new paper that a saved query or a followed author of a channel matches. */
export interface DigestMatch {
  paper: Paper;
  /** Which one: `watch: diffusion language models`, `author: Ada Lovelace`. */
  mark: string;
  why: string[];
}

/** Finds what a channel's saved queries and followed authors match. */
export type MatchSource = (
  target: Target,
  options: { day: string; days: number; seen: ReadonlySet<string> },
) => Promise<DigestMatch[]>;

/** The body of a digest. */
export type DigestBody = Extract<ReplyBody, { kind: 'digest' }>;

/** What a post is made for, and what is known of the ones before it. */
export interface ComposeRequest {
  subscription: Subscription;
  slot: Date;
  /** Older slots that this post speaks for. */
  merged: Date[];
  now: Date;
  /** Papers that were posted there, ids without version. */
  seen: ReadonlySet<string>;
  /** Day of the last list that was covered; lists since then that failed are caught up. */
  coveredDay?: string;
  /** Slot of a post before this one of which nobody knows whether it arrived. */
  unconfirmed?: Date;
  shift?: TrendingOptions['shift'];
  /** Whether the platform can show a chart. */
  images: boolean;
}

/** What will be posted. */
export interface Composition {
  body: DigestBody;
  source: TrendingResult['source'];
  /** Nothing is posted: there is nothing to say and the subscription wants silence then. */
  silent: boolean;
}

/** A post an hour after its slot says that it is late. */
const LATE_MS = 60 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
const LONGEST_WINDOW = 30;

/** Composes the post of a slot. Writes nothing: a preview is the same call. */
export async function composeDigest(
  request: ComposeRequest,
  parts: { trending: Trending; matches?: MatchSource },
): Promise<Composition> {
  const { subscription, slot, seen } = request;
  const { settings } = subscription;
  // Lists are made by the day of UTC, wherever the reader lives.
  const day = isoDay(slot);
  const days = windowOf(settings.window, day, request.coveredDay);
  const ranked = await parts.trending.rank({
    day,
    window: `${days}d`,
    k: settings.limit,
    include: settings.include,
    exclude: settings.exclude,
    authors: settings.authors,
    categories: settings.categories,
    minScore: settings.minScore,
    seen,
    shift: request.shift,
  });
  const fresh = ranked.papers.filter(({ paper }) => !seen.has(baseId(paper.id)));
  const found = (await parts.matches?.(subscription.target, { day, days, seen })) ?? [];
  const matches = found.filter(({ paper }) => !seen.has(baseId(paper.id))).slice(0, settings.limit);
  const lines = mergeLines(fresh, matches);
  const failed = ranked.source === 'failed';
  const empty = lines.length === 0;
  const chart = request.images && !empty ? await parts.trending.chart(ranked) : undefined;
  const notes = [
    lateNote(request),
    failed && failureNote(empty),
    empty && !failed && 'No new papers today.',
    !empty && ranked.note,
    request.unconfirmed && unconfirmedNote(request.unconfirmed),
  ].filter(Boolean);
  return {
    body: {
      kind: 'digest',
      title: titleOf(subscription, day),
      day,
      lines,
      ...(notes.length > 0 ? { note: notes.join(' ') } : {}),
      ...(chart ? { chart } : {}),
    },
    source: ranked.source,
    silent: empty && (failed ? settings.silentOnFailure : settings.silentWhenEmpty),
  };
}

/** An id without the version that some sources append. */
export function baseId(id: string): string {
  const base = id.replace(/v\d+$/, '');
  return isArxivId(base) ? base : id;
}

/** The day of an instant in UTC, `YYYY-MM-DD`. */
export function isoDay(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}

/** A day as people read it: 23 Nov 2026. */
export function readableDay(day: string): string {
  const options = { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat('en-GB', options).format(new Date(`${day}T00:00:00Z`));
}

/** Days to look back: the wished window, longer where lists before were missed. */
function windowOf(window: string, day: string, coveredDay: string | undefined): number {
  const wished = windowDays(window) ?? 1;
  const missed = coveredDay ? (Date.parse(day) - Date.parse(coveredDay)) / DAY_MS : 0;
  return Math.min(LONGEST_WINDOW, Math.max(wished, missed));
}

/** Matches first, since somebody asked for them by name; a paper stands once. */
function mergeLines(ranked: TrendingPaper[], matches: DigestMatch[]): PaperLine[] {
  const rows = new Map<string, PaperLine>();
  for (const { paper, mark, why } of matches) {
    const id = baseId(paper.id);
    const row = rows.get(id);
    if (row) row.mark = `${row.mark}, ${mark}`;
    else rows.set(id, { ...lineOf(paper, why), mark });
  }
  for (const { paper, why, votes } of ranked) {
    const id = baseId(paper.id);
    const line = lineOf(paper, withVotes(why, votes));
    const mark = rows.get(id)?.mark;
    rows.set(id, mark ? { ...line, mark } : line);
  }
  return [...rows.values()];
}

function lineOf(paper: Paper, why: string[]): PaperLine {
  const code = paper.githubRepo && !why.some((each) => /\bcode\b/i.test(each));
  return paperLine(paper, tellingSentence(paper.abstract), code ? [...why, 'code available'] : why);
}

function withVotes(why: string[], votes: number | undefined): string[] {
  if (votes === undefined || why.some((each) => /\bvotes?\b/i.test(each))) return why;
  return [...why, `${votes} ${votes === 1 ? 'vote' : 'votes'}`];
}

function titleOf({ settings }: Subscription, day: string): string {
  const topics = settings.include.length > 0 ? ` on ${settings.include.join(', ')}` : '';
  return `Trending papers${topics} · ${readableDay(day)}`;
}

function lateNote({ slot, merged, now, subscription }: ComposeRequest): string | undefined {
  if (merged.length > 0) {
    const days = [...new Set([...merged, slot].map((at) => localDay(at, subscription)))];
    return `This digest is late; it stands for ${merged.length + 1} planned ones (${spanOf(days)}).`;
  }
  if (now.getTime() - slot.getTime() < LATE_MS) return undefined;
  return `This digest is late; it was planned for ${localDay(slot, subscription)}.`;
}

function spanOf(days: string[]): string {
  return days.length === 1 ? days[0]! : `${days[0]} to ${days.at(-1)}`;
}

function localDay(instant: Date, { settings }: Subscription): string {
  const options = { day: 'numeric', month: 'short', timeZone: settings.timeZone } as const;
  return new Intl.DateTimeFormat('en-GB', options).format(instant);
}

function failureNote(empty: boolean): string {
  return empty
    ? 'The source of papers could not be reached; I will catch up.'
    : 'The newest list could not be reached; I will catch up. These are from the days before.';
}

function unconfirmedNote(slot: Date): string {
  return `Whether the digest of ${readableDay(isoDay(slot))} arrived is not known, as the connection broke while it was sent; ask for "digest show ${isoDay(slot)}" to see it.`;
}
