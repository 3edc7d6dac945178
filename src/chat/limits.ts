import { RateLimiterMemory } from 'rate-limiter-flexible';
import { RateLimitError } from '../errors.ts';
import { type Origin, userKey } from './messages.ts';

/** Requests a minute that one person and one channel may make. */
export interface RequestLimits {
  userPerMinute: number;
  channelPerMinute: number;
}

/** Keeps people and channels within their limits, per process. */
export class RequestLimiter {
  readonly #users: RateLimiterMemory;
  readonly #channels: RateLimiterMemory;

  constructor(limits: RequestLimits) {
    this.#users = new RateLimiterMemory({ points: limits.userPerMinute, duration: 60 });
    this.#channels = new RateLimiterMemory({ points: limits.channelPerMinute, duration: 60 });
  }

  /** Counts a request. @throws RateLimitError with the seconds to wait. */
  async count(origin: Origin): Promise<void> {
    await spend(this.#users, userKey(origin), 'You asked a lot in the last minute.');
    const channel = [origin.adapter, origin.workspace, origin.channel].join('/');
    await spend(this.#channels, channel, 'This channel asked a lot in the last minute.');
  }
}

async function spend(limiter: RateLimiterMemory, key: string, message: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (refusal instanceof Error) throw refusal;
    const { msBeforeNext } = refusal as { msBeforeNext: number };
    throw new RateLimitError(message, Math.max(1, Math.ceil(msBeforeNext / 1000)));
  }
}
