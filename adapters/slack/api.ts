import { setTimeout as sleep } from 'node:timers/promises';
import type { WebClient } from '@slack/web-api';
import type { Logger } from '../../src/index.ts';
import { failureOf, SlackCallError } from './api-errors.ts';
import { boltLogger } from './bolt-logger.ts';

/** How long one request may take; a post given up too early could still be taken, and double. */
const REQUEST_TIMEOUT_MS = 30_000;
/** How long a call waits in sum where Slack asks to come again later. */
const PATIENCE_MS = 120_000;
const MOST_TRIES = 5;
const LEAST_WAIT_MS = 100;

/** Methods whose repetition changes nothing, so that a lost answer may be asked for again. */
const REPEATABLE =
  /^(auth\.test|chat\.(update|unfurl|delete)|conversations\.|users\.info|views\.(publish|update)|assistant\.|files\.getUploadURLExternal)/;

/** Options for every client of Slack's packages: none of them retries on its own. */
export function clientOptions(apiUrl: string, logger: Logger) {
  return {
    slackApiUrl: apiUrl,
    logger: boltLogger(logger),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: REQUEST_TIMEOUT_MS,
    fetch: fetchWithRetryAfter,
  };
}

/** Slack's client takes a 429 without `Retry-After` for a fault; it means to wait all the same. */
async function fetchWithRetryAfter(url: string | URL | Request, init?: RequestInit) {
  const response = await fetch(url, init);
  if (response.status !== 429 || Number(response.headers.get('retry-after')) > 0) return response;
  const headers = new Headers(response.headers);
  headers.set('retry-after', '1');
  return new Response(response.body, { status: 429, headers });
}

/**
 * The Web API with one workspace's token. Calls wait where Slack says so (429) and are repeated
 * where that is safe: when nothing was sent, or when the method changes nothing twice. So a post
 * is never repeated blindly; who posts settles it (see `post.ts`).
 */
export class SlackApi {
  readonly #client: WebClient;
  readonly #logger: Logger;
  /** The last call of each lane; calls in a lane go out in order, one at a time. */
  readonly #lanes = new Map<string, Promise<unknown>>();

  constructor(client: WebClient, logger: Logger) {
    this.#client = client;
    this.#logger = logger;
  }

  /**
   * Calls a method.
   * @param patienceMs how long to wait in sum on 429; 0 to be told at once.
   * @throws SlackCallError
   */
  async call<T = Record<string, unknown>>(
    method: string,
    args: Record<string, unknown>,
    patienceMs = PATIENCE_MS,
  ): Promise<T> {
    let patience = patienceMs;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return (await this.#client.apiCall(method, args)) as T;
      } catch (cause) {
        const error = new SlackCallError(method, failureOf(cause), cause);
        const wait = waitBefore(error, attempt);
        if (wait === undefined || wait > patience) throw error;
        patience -= wait;
        this.#logger.info({ method, attempt, wait }, 'calling Slack again');
        await sleep(wait);
      }
    }
  }

  /** Runs tasks of one channel in order. */
  async inOrder<T>(channel: string, task: () => Promise<T>): Promise<T> {
    const before = this.#lanes.get(channel) ?? Promise.resolve();
    const mine = before.then(task, task);
    this.#lanes.set(channel, mine);
    try {
      return await mine;
    } finally {
      if (this.#lanes.get(channel) === mine) this.#lanes.delete(channel);
    }
  }
}

/** Milliseconds until the call may be made again, or undefined where it may not. */
function waitBefore({ failure, method }: SlackCallError, attempt: number): number | undefined {
  if (failure.kind === 'rate_limited') return Math.max(LEAST_WAIT_MS, failure.retryAfterMs);
  if (failure.kind === 'refused' || attempt >= MOST_TRIES) return undefined;
  if (failure.kind === 'lost' && !REPEATABLE.test(method)) return undefined;
  return LEAST_WAIT_MS * 3 ** (attempt - 1);
}
