import pRetry, { AbortError } from 'p-retry';
import { SourceError } from '../../errors.ts';
import type { Gate } from './gate.ts';
import { fetchText, type HttpAnswer } from './http.ts';

/** How a source is asked. */
export interface RequestOptions {
  gate: Gate;
  accept: string;
  timeoutMs: number;
  /** Attempts after the first. */
  retries: number;
  /** Milliseconds before the second attempt; doubled each time. */
  retryDelayMs: number;
  /** How long to stay away after an answer, in milliseconds; undefined for no pause. */
  pauseAfter: (answer: HttpAnswer) => number | undefined;
  signal?: AbortSignal;
}

/**
 * Asks a source through its gate until it answers with something other than a failure of its own:
 * no answer, 5xx, 429 and what `read` refuses are tried again, after growing pauses; a 429 once the
 * pause it asked for is over.
 * @param read takes the answer; a SourceError from it counts as a failure of the source
 * @throws SourceError when it keeps failing
 */
export async function request<T>(
  url: URL,
  options: RequestOptions,
  read: (answer: HttpAnswer) => T | Promise<T>,
): Promise<T> {
  const attempt = async () => {
    const answer = await options.gate
      .pass(async () => {
        const answer = await fetchText(url, options);
        const pauseMs = options.pauseAfter(answer);
        // Before the gate is left, so that no other process slips through.
        if (pauseMs) await options.gate.shut(pauseMs);
        return answer;
      }, options.signal)
      .catch((error: unknown) => {
        // The gate is shut for long: another attempt would only be turned away again.
        throw error instanceof SourceError && error.retryAfterMs ? new AbortError(error) : error;
      });
    if (answer.status === 429 || answer.status >= 500) {
      throw new SourceError(`${url.host} answered with status ${answer.status}.`, {
        hint: 'It is overloaded or down; try again later.',
      });
    }
    return read(answer);
  };
  return pRetry(attempt, {
    retries: options.retries,
    minTimeout: options.retryDelayMs,
    maxTimeout: 30_000,
    signal: options.signal,
    shouldRetry: ({ error }) => error instanceof SourceError,
  });
}

/** Seconds or a date in `Retry-After`, as milliseconds from now; undefined if it is missing. */
export function retryAfterMs(headers: Headers, now: Date): number | undefined {
  const value = headers.get('retry-after')?.trim();
  if (!value) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now.getTime();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
