import { setImmediate as nextTurn } from 'node:timers/promises';

/** A turn of the event loop that took less than this found nothing heavy under way. */
const CALM_MS = 10;
/** Nobody waits longer than this for a calm that may not come. */
const PATIENCE_MS = 1_000;

/**
 * Lets requests begin one after the other, each when the event loop is calm. Answers made on this
 * machine take its processor; were many begun at once, none of the next events would be
 * acknowledged in time. Answers that wait for a hosted model leave the loop calm and so do not
 * hold up the next.
 */
export class Pace {
  #last: Promise<void> = Promise.resolve();

  /** Resolves when it is this request's turn to begin. */
  async turn(): Promise<void> {
    const mine = this.#last.then(calm);
    this.#last = mine;
    await mine;
  }
}

async function calm(): Promise<void> {
  const since = performance.now();
  for (let turn = since; ; ) {
    // Two, so that what came in meanwhile is read in between.
    await nextTurn();
    await nextTurn();
    const now = performance.now();
    if (now - turn < CALM_MS || now - since > PATIENCE_MS) return;
    turn = now;
  }
}
