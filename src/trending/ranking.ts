import type { Clock } from '../clock.ts';
import { addDays, dayOf, daysBetween, isDay } from '../corpus/days.ts';
import type { Paper } from '../corpus/paper.ts';
import { DAILY_SOURCE } from '../corpus/sources/daily.ts';
import { InputError } from '../errors.ts';
import type { Embedder } from '../retrieval/embedders/embedder.ts';
import type { Retriever } from '../retrieval/retriever.ts';
import type { Database } from '../store/database.ts';
import { ListingStore } from '../store/listings.ts';
import { ObservationStore } from '../store/observations.ts';
import type { PaperStore } from '../store/papers.ts';
import { type SourceDay, SourceDayStore } from '../store/source-days.ts';
import { newestPapers, rankQuiet } from './fallback.ts';
import { applyFilters, type Kept } from './filters.ts';
import { attentionOf, lastVotes, type Window, windowEnding } from './history.ts';
import { type Attention, risingScore, type Span } from './score.ts';
import { retrievedTopics, type TopicMatcher } from './topics.ts';
import type { Trending, TrendingOptions, TrendingPaper, TrendingResult } from './trending.ts';
import { reasons, shortDay } from './why.ts';

export interface TrendingParts {
  db: Database;
  papers: PaperStore;
  clock: Clock;
  retriever: () => Promise<Retriever>;
  embedder: () => Promise<Embedder>;
}

/** Papers looked at where no list tells which ones matter. */
const QUIET_LIMIT = 500;
const NO_VOTES =
  'No votes are known for these days, so papers are ranked by how new they are and how central to the corpus.';

const READ_LATER = 'The votes of these days were read later.';
/** Sorts after every instant. */
const END_OF_TIME = '9999';

type Ranked = Omit<TrendingPaper, 'rank'>;

/** The papers of a window and what is known of each up to an instant. */
interface Candidates {
  papers: Paper[];
  attention: Map<string, Attention>;
  hasVotes: boolean;
  until: string;
}

/** Ranks from what the store has observed; see `risingScore` for the formula. */
export function createTrending(parts: TrendingParts): Trending {
  return new StoredTrending(parts);
}

class StoredTrending implements Trending {
  readonly #parts: TrendingParts;
  readonly #observations: ObservationStore;
  readonly #listings: ListingStore;
  readonly #days: SourceDayStore;
  readonly #topics: TopicMatcher;
  #newest: { key: string; papers: Paper[] } | undefined;

  constructor(parts: TrendingParts) {
    this.#parts = parts;
    this.#observations = new ObservationStore(parts.db);
    this.#listings = new ListingStore(parts.db);
    this.#days = new SourceDayStore(parts.db);
    this.#topics = retrievedTopics(parts.retriever);
  }

  async rank(options: TrendingOptions = {}): Promise<TrendingResult> {
    const day = options.day ?? dayOf(this.#parts.clock.now());
    if (!isDay(day))
      throw new InputError(`"${day}" is no day.`, { hint: 'Write it as 2026-11-20.' });
    const window = windowEnding(day, options.window ?? '7d');
    const state = await this.#stateOf(window);
    const candidates = await this.#candidates(window);
    const isQuiet = candidates.attention.size === 0 && !(await this.#listings.any());
    const ranked =
      isQuiet || !candidates.hasVotes
        ? await this.#quiet(isQuiet ? undefined : candidates.papers, window, options)
        : await this.#rising(candidates, window, options);
    const notes = [...state.notes];
    if (ranked.length > 0 && !candidates.hasVotes) notes.unshift(NO_VOTES);
    else if (ranked.length > 0 && candidates.until === END_OF_TIME) notes.unshift(READ_LATER);
    return {
      day,
      window: window.name,
      papers: ordered(ranked, options).map((paper, index) => ({ rank: index + 1, ...paper })),
      ...(notes.length > 0 ? { note: notes.join(' ') } : {}),
      source: state.source,
    };
  }

  async chart(result: TrendingResult): Promise<Uint8Array | undefined> {
    const { drawVotes } = await import('./chart.ts');
    const papers = result.papers.map(({ paper }) => paper);
    const then = await this.#histories(papers, endOf(result.day));
    const histories = hasVotes(then) ? then : await this.#histories(papers, END_OF_TIME);
    return drawVotes(result, (paper) => histories.get(paper.id));
  }

  /** Papers that stood on a list of the window or were observed within it. */
  async #candidates(window: Window): Promise<Candidates> {
    const listed = await this.#listings.between(window.firstDay, window.day);
    const observed = await this.#observations.papersBetween(window.firstDay, endOf(window.day));
    const ids = [...new Set([...listed.map(({ paperId }) => paperId), ...observed])];
    const papers = await this.#parts.papers.get(ids);
    const then = await this.#histories(papers, endOf(window.day));
    if (hasVotes(then))
      return { papers, attention: then, hasVotes: true, until: endOf(window.day) };
    // A list that was collected afterwards: its votes are later than the day, and said to be.
    const later = await this.#histories(papers, END_OF_TIME);
    return { papers, attention: later, hasVotes: hasVotes(later), until: END_OF_TIME };
  }

  async #histories(papers: readonly Paper[], until: string): Promise<Map<string, Attention>> {
    const ids = papers.map((paper) => paper.id);
    const histories = await this.#observations.histories(ids, until);
    return new Map(papers.map((paper) => [paper.id, attentionOf(paper, histories.get(paper.id))]));
  }

  async #rising(
    { papers, attention }: Candidates,
    window: Window,
    options: TrendingOptions,
  ): Promise<Ranked[]> {
    const span = spanOf(window, attention);
    const votes = (paper: Paper) => lastVotes(attention.get(paper.id)!);
    const kept = await applyFilters(papers, votes, options, this.#topics);
    return kept.map(({ paper, topics }) => {
      const known = attention.get(paper.id)!;
      const shift = options.shift?.(paper);
      const why = reasons(known, { ...window, topics, shift: shift?.why });
      const score = shifted(risingScore(known, span), shift?.amount);
      return { paper, score, why, votes: votes(paper) };
    });
  }

  async #quiet(
    listed: Paper[] | undefined,
    { day }: Window,
    options: TrendingOptions,
  ): Promise<Ranked[]> {
    const papers = listed ?? (await this.#newestUntil(day));
    const kept = await applyFilters(papers, () => undefined, options, this.#topics);
    const quiet = await rankQuiet(
      kept.map(({ paper }) => paper),
      day,
      await this.#parts.embedder(),
    );
    return quiet.map(({ paper, score, why }, index) => {
      const shift = options.shift?.(paper);
      const matches = (kept[index] as Kept).topics.map((topic) => `matches your topic ${topic}`);
      const all = [...matches, ...why, ...(shift ? [shift.why] : [])];
      return { paper, score: shifted(score, shift?.amount), why: all };
    });
  }

  /** Read once for each revision of the store and day: a large corpus takes a while. */
  async #newestUntil(day: string): Promise<Paper[]> {
    const { papers } = this.#parts;
    const key = `${await papers.revision()} ${day}`;
    if (this.#newest?.key !== key) {
      this.#newest = { key, papers: await newestPapers(papers.all(), endOf(day), QUIET_LIMIT) };
    }
    return this.#newest.papers;
  }

  /** What is known of the lists of the window. */
  async #stateOf({ firstDay, day }: Window) {
    const known = new Map<string, SourceDay>();
    for (const entry of await this.#days.between(DAILY_SOURCE, firstDay, day)) {
      known.set(entry.day, entry);
    }
    const listed = new Set((await this.#listings.between(firstDay, day)).map((entry) => entry.day));
    const stateOf = (of: string) =>
      listed.has(of) ? ('ok' as const) : (known.get(of)?.state ?? ('unknown' as const));
    const failed = daysBetween(firstDay, day).filter((of) => stateOf(of) === 'failed');
    const state = stateOf(day);
    const notes =
      failed.length > 0 ? [`The source failed for ${failed.map(shortDay).join(', ')}.`] : [];
    if (state === 'not_open') notes.push(`The list of ${shortDay(day)} is not open yet.`);
    return { source: state === 'not_open' ? ('unknown' as const) : state, notes };
  }
}

function hasVotes(attention: ReadonlyMap<string, Attention>): boolean {
  return [...attention.values()].some((known) => lastVotes(known) !== undefined);
}

/** Ends with the last reading of a candidate, so that the same store gives the same ranking. */
function spanOf({ firstDay, day }: Window, attention: ReadonlyMap<string, Attention>): Span {
  const from = Date.parse(firstDay);
  const last = [...attention.values()].map(({ readings }) => readings.at(-1)?.at ?? 0);
  const until = last.reduce((latest, at) => Math.max(latest, at), 0) || Date.parse(endOf(day));
  return { from, until: Math.max(from, until) };
}

/** The last instant of a day; as text it sorts after every other. */
function endOf(day: string): string {
  return new Date(Date.parse(addDays(day, 1)) - 1).toISOString();
}

function shifted(score: number, amount = 0): number {
  return Math.min(1, Math.max(0, score + Math.min(0.1, Math.max(-0.1, amount))));
}

/** Best first; equal scores by votes, then by id, so that ties stay as they are. */
function ordered(papers: readonly Ranked[], { k = 10, minScore = 0 }: TrendingOptions): Ranked[] {
  return papers
    .filter(({ score }) => score >= minScore)
    .sort(
      (a, b) =>
        b.score - a.score ||
        (b.votes ?? -1) - (a.votes ?? -1) ||
        (a.paper.id < b.paper.id ? -1 : 1),
    )
    .slice(0, Math.max(0, k));
}
