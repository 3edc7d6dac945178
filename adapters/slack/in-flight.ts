import { setTimeout as sleep } from 'node:timers/promises';

/** What is left of the deadline for those who were told to stop. */
const LAST_WORDS_MS = 1_500;

/** Requests under way, so that stopping can wait for them, and questions that may be edited. */
export class InFlight {
  readonly #tasks = new Map<Promise<void>, AbortController>();

  /** Number of requests under way. */
  get size(): number {
    return this.#tasks.size;
  }

  /** Runs a request; the signal tells it to come to an end. */
  async run(task: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const abort = new AbortController();
    const running = task(abort.signal).finally(() => this.#tasks.delete(running));
    this.#tasks.set(running, abort);
    await running;
  }

  /** Waits for all requests; those that take longer than the deadline are told to end. */
  async drain(deadlineMs: number): Promise<void> {
    const all = () => Promise.allSettled(this.#tasks.keys());
    const patience = Math.max(0, deadlineMs - LAST_WORDS_MS);
    const cancel = new AbortController();
    const timer = (ms: number) => sleep(ms, undefined, { signal: cancel.signal }).catch(() => {});
    try {
      await Promise.race([all(), timer(patience)]);
      for (const abort of this.#tasks.values()) abort.abort();
      await Promise.race([all(), timer(Math.min(LAST_WORDS_MS, deadlineMs))]);
    } finally {
      cancel.abort();
    }
  }
}
