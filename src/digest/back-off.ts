import type { ChannelState } from '../store/channel-leases.ts';

/** How deliveries are tried; all times in milliseconds. */
export interface DeliverySettings {
  /** Slots older than this are not posted any more. */
  catchUpMs: number;
  /** A process that shows no sign of life for this long loses its channels. */
  leaseMs: number;
  /** First wait after a failure; it doubles with each further one. */
  firstRetryMs: number;
  /** An answer that takes longer counts as lost. */
  postTimeoutMs: number;
  /** How often a channel may say "gone" or "forbidden" in a row before it is paused. */
  mostDenials: number;
  /** How often the scheduler looks for due work. */
  pollMs: number;
  /** Channels that are delivered to at once. */
  concurrency: number;
}

export const DEFAULT_DELIVERY_SETTINGS: DeliverySettings = {
  catchUpMs: 3 * 24 * 60 * 60_000,
  leaseMs: 20_000,
  firstRetryMs: 60_000,
  postTimeoutMs: 120_000,
  mostDenials: 5,
  pollMs: 15_000,
  concurrency: 16,
};

const LONGEST_WAIT_MS = 60 * 60_000;
/** A platform may ask for more patience than we would have. */
const LONGEST_ASKED_MS = 24 * 60 * 60_000;
const LIMIT_WAIT_MS = 30_000;

/**
 * The state of a channel after a failure. A rate limit is obeyed and counts as no failure; all
 * else waits twice as long each time.
 */
export function backOff(
  state: Pick<ChannelState, 'failures' | 'denials'>,
  cause: 'limit' | 'failure' | 'denial',
  retryAfterMs: number | undefined,
  now: Date,
  settings: Pick<DeliverySettings, 'firstRetryMs'>,
): Pick<ChannelState, 'retryAt' | 'failures' | 'denials'> {
  const failures = cause === 'limit' ? state.failures : state.failures + 1;
  const denials = cause === 'denial' ? state.denials + 1 : state.denials;
  const own =
    cause === 'limit'
      ? LIMIT_WAIT_MS
      : Math.min(settings.firstRetryMs * 2 ** (failures - 1), LONGEST_WAIT_MS);
  const wait = Math.min(retryAfterMs ?? own, LONGEST_ASKED_MS);
  return { retryAt: now.getTime() + wait, failures, denials };
}

/** Milliseconds a channel still has to wait; 0 when it may be tried. */
export function waitOf(state: Pick<ChannelState, 'retryAt'> | undefined, now: Date): number {
  const wait = (state?.retryAt ?? 0) - now.getTime();
  // No wait is that long: the clock was set back, and the channel must not stand still for it.
  return wait > LONGEST_ASKED_MS ? 0 : Math.max(0, wait);
}
