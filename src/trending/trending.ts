import type { Paper } from '../corpus/paper.ts';

/** What to rank and what to leave out. */
export interface TrendingOptions {
  /** Last day of the window, `YYYY-MM-DD`; default today (UTC). */
  day?: string;
  /** Length of the window: `1d`, `7d`, `30d`…; default `7d`. */
  window?: string;
  /** How many papers at most; default 10. */
  k?: number;
  /** Topics to keep or drop, by meaning. */
  include?: string[];
  exclude?: string[];
  /** Words that must occur in title or abstract (any of them). */
  keywords?: string[];
  authors?: string[];
  categories?: string[];
  minVotes?: number;
  /** Least score in [0, 1]. */
  minScore?: number;
  /** Papers not to list again, ids without version. */
  seen?: ReadonlySet<string>;
  /** Gentle per-channel shift of a paper's score from feedback, each in [-0.1, 0.1]. */
  shift?: (paper: Paper) => { amount: number; why: string } | undefined;
}

export interface TrendingPaper {
  rank: number;
  paper: Paper;
  /** In [0, 1]. */
  score: number;
  /** Facts computed in code, most telling first: "+38 votes since yesterday". */
  why: string[];
  /** Votes when last seen; undefined if none were ever observed. */
  votes?: number;
}

export interface TrendingResult {
  day: string;
  window: string;
  papers: TrendingPaper[];
  /** Said when the ranking falls back (no votes known) or a day is missing. */
  note?: string;
  /** What is known of the list of `day`: fetched, fetched but empty, failed, or never asked for. */
  source: 'ok' | 'empty' | 'failed' | 'unknown';
}

/** Ranks what is rising. */
export interface Trending {
  /** Same store, same options: same result. */
  rank(options?: TrendingOptions): Promise<TrendingResult>;
  /** Votes over time of these papers as a PNG, readable on light and dark; undefined without votes. */
  chart(result: TrendingResult): Promise<Uint8Array | undefined>;
}
