import pRetry from 'p-retry';
import { isPassing } from './failures.ts';

/**
 * Repeats a request that may be made twice while Discord fails or cannot be reached, for about two
 * minutes. discord.js itself waits out 429s and repeats a 5xx a few times without pause.
 * @throws the last error.
 */
export async function patiently<T>(request: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  return pRetry(request, {
    retries: 8,
    minTimeout: 500,
    maxTimeout: 30_000,
    signal,
    shouldRetry: ({ error }) => isPassing(error),
  });
}
