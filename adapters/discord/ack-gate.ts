import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';

/** A turn of the event loop that took less than this found nothing heavy under way. */
const CALM_MS = 10;
/** Milliseconds between looks while it is not calm. */
const LOOK_MS = 5;
/** Longest time by which one piece of work waits for a calm that may not come. */
const PATIENCE_MS = 1000;

/**
 * Lets acknowledgements go first. Discord drops an interaction that is not acknowledged within
 * three seconds, so work begins piece by piece: when no acknowledgement is under way, and when what
 * began before leaves the event loop free. Answers made on this machine thus come one after the
 * other; those that wait for a hosted model hold up nothing.
 */
export class AckGate {
  #pending = 0;
  #last: Promise<void> = Promise.resolve();

  /** Runs an acknowledgement. */
  async acknowledge<T>(request: () => Promise<T>): Promise<T> {
    this.#pending += 1;
    try {
      return await request();
    } finally {
      this.#pending -= 1;
    }
  }

  /** Resolves when it is this piece's turn to begin. */
  async pass(): Promise<void> {
    const mine = this.#last.then(() => this.#calm());
    this.#last = mine;
    await mine;
  }

  async #calm(): Promise<void> {
    const since = performance.now();
    while (!(await this.#isCalm())) {
      if (performance.now() - since > PATIENCE_MS) return;
      await delay(LOOK_MS);
    }
  }

  async #isCalm(): Promise<boolean> {
    const start = performance.now();
    // Two turns, so that what came in meanwhile is read in between.
    await nextTurn();
    await nextTurn();
    return this.#pending === 0 && performance.now() - start < CALM_MS;
  }
}
