/** Counts of a paper at one moment, in milliseconds since 1970. */
export interface Reading {
  at: number;
  votes?: number;
  comments?: number;
  stars?: number;
}

/** What is known of a paper when it is scored. */
export interface Attention {
  /** Readings up to `until`, oldest first. */
  readings: readonly Reading[];
  /** When it was first listed: nobody had voted before. Undefined if that is not known. */
  listedAt?: number;
  hasCode: boolean;
}

/** The span that is ranked. */
export interface Span {
  from: number;
  until: number;
}

const HOUR_MS = 3_600_000;
/** Hours of a quiet paper that each paper is credited with before it has any of its own. */
const PRIOR_HOURS = 12;

/**
 * How each kind of attention counts. `prior`: what the credited hours brought; `reference`: gains an
 * hour that count half; `weight`: most that the kind alone can reach.
 */
const KINDS = {
  votes: { prior: 1, reference: 1, weight: 0.9 },
  stars: { prior: 1, reference: 5, weight: 0.25 },
  comments: { prior: 0.2, reference: 0.25, weight: 0.15 },
} as const;
const CODE_WEIGHT = 0.05;

type Kind = keyof typeof KINDS;

/**
 * How much a paper is rising, in [0, 1].
 *
 *     rate(kind)  = (gained + prior) / (hours + 12)          gains an hour, shrunk
 *     part(kind)  = rate / (rate + reference)                in [0, 1)
 *     score       = 1 - (1 - 0.9 votes)(1 - 0.25 stars)(1 - 0.15 comments)(1 - 0.05 code)
 *
 * Both `gained` and `hours` are decayed: what lies back a half-life counts half, where the half-life
 * is a quarter of the window, at least 12 hours. Gains between two readings are taken as even.
 *
 * Why so:
 * - The rate, not the total, tells rising from merely famous; decay in time as in the rankings of
 *   news sites (Hacker News divides by age, Reddit subtracts it; see Salihefendic, "How Hacker News
 *   ranking algorithm works", 2010), but over each gain instead of over the paper's age.
 * - The prior is a Gamma-Poisson shrinkage (the mean of a Gamma(prior, 12 h) prior after Poisson
 *   counts; Gelman et al., "Bayesian Data Analysis", 2.6): one vote in a minute does not win.
 *   It is constant, so that a vote for one paper never moves another.
 * - What a source did not tell keeps the prior, which is little but not zero; a known standstill
 *   sinks below it with every hour.
 * - Parts join like independent evidence (noisy-or): more of anything never lowers a score.
 */
export function risingScore(attention: Attention, span: Span): number {
  const parts = (Object.keys(KINDS) as Kind[]).map((kind) => {
    const { prior, reference, weight } = KINDS[kind];
    const { gained, hours } = decayedGain(attention, kind, span);
    const rate = (gained + prior) / (hours + PRIOR_HOURS);
    return weight * (rate / (rate + reference));
  });
  parts.push(attention.hasCode ? CODE_WEIGHT : 0);
  return 1 - parts.reduce((rest, part) => rest * (1 - part), 1);
}

/** Half-life of a gain in milliseconds: a quarter of the span, at least twelve hours. */
export function halfLife({ from, until }: Span): number {
  return Math.max(12 * HOUR_MS, (until - from) / 4);
}

/** Decayed gains of a kind within the span, and the decayed hours over which they came. */
function decayedGain(
  attention: Attention,
  kind: Kind,
  span: Span,
): { gained: number; hours: number } {
  const decay = Math.LN2 / halfLife(span);
  const points = knownPoints(attention, kind).filter((point) => point.at <= span.until);
  const first = points[0];
  if (!first) return { gained: 0, hours: 0 };
  let gained = 0;
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1]!, points[i]!];
    const from = Math.max(a.at, span.from);
    // A gain before the span counts for the share of its interval that lies within.
    if (b.at <= from) continue;
    const perMs = (b.count - a.count) / (b.at - a.at);
    gained += perMs * decayedMs(from, b.at, span.until, decay);
  }
  const hours = decayedMs(Math.max(first.at, span.from), span.until, span.until, decay) / HOUR_MS;
  return { gained: Math.max(0, gained), hours };
}

/** The readings that tell a kind of count, from the listing on. Stars have no such beginning. */
function knownPoints(
  { readings, listedAt }: Attention,
  kind: Kind,
): { at: number; count: number }[] {
  const points = readings.flatMap((reading) => {
    const count = reading[kind];
    return count === undefined ? [] : [{ at: reading.at, count }];
  });
  const first = points[0];
  if (!first || kind === 'stars' || listedAt === undefined) return points;
  if (first.at > listedAt) return [{ at: listedAt, count: 0 }, ...points];
  return points;
}

/** The integral of the decay weight from `from` to `to`, as seen at `until`. */
function decayedMs(from: number, to: number, until: number, decay: number): number {
  if (to <= from) return 0;
  return (Math.exp(-decay * (until - to)) - Math.exp(-decay * (until - from))) / decay;
}
