import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../../clock.ts';
import { SourceError } from '../../errors.ts';
import type { GateStore } from '../../store/gates.ts';

/** Waits some milliseconds; injected so that tests need not. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;

export const sleep: Sleep = async (ms, signal) => delay(ms, undefined, { signal });

export interface GateOptions {
  gates: GateStore;
  /** Name of what is behind it; one gate for all processes that share the store. */
  name: string;
  clock: Clock;
  sleep: Sleep;
  /** Milliseconds between the end of one passage and the next. */
  spacingMs: number;
  /** A wait longer than this is an error that says when to come again. */
  maxWaitMs: number;
}

/** How often a gate that somebody else holds is looked at. */
const POLL_MS = 250;
/** Longer than any request may last; after that the holder is taken for dead. */
const HOLD_MS = 120_000;

/** Lets one at a time through, over all processes, with a pause in between. */
export class Gate {
  readonly #options: GateOptions;

  constructor(options: GateOptions) {
    this.#options = options;
  }

  /** Does work behind the gate. @throws SourceError when the gate stays shut for too long. */
  async pass<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const { gates, name, clock, spacingMs } = this.#options;
    const holder = randomUUID();
    await this.#enter(holder, signal);
    try {
      return await work();
    } finally {
      await gates.leave(name, holder, clock.now().getTime() + spacingMs);
    }
  }

  /** Shuts the gate for everybody for some milliseconds from now. */
  async shut(ms: number): Promise<void> {
    const { gates, name, clock } = this.#options;
    await gates.shut(name, clock.now().getTime() + ms);
  }

  async #enter(holder: string, signal?: AbortSignal): Promise<void> {
    const { gates, name, clock, maxWaitMs } = this.#options;
    const giveUpAt = clock.now().getTime() + Math.max(maxWaitMs, HOLD_MS) * 2;
    for (;;) {
      const now = clock.now().getTime();
      if (await gates.enter(name, holder, now, now + HOLD_MS)) return;
      const { openAt } = await gates.state(name);
      const waitMs = openAt - now;
      if (waitMs > maxWaitMs || now > giveUpAt) throw this.#comeAgain(Math.max(waitMs, POLL_MS));
      await this.#options.sleep(Math.max(waitMs, POLL_MS), signal);
    }
  }

  #comeAgain(waitMs: number): SourceError {
    const minutes = Math.ceil(waitMs / 60_000);
    return new SourceError(`${this.#options.name} asked for a pause.`, {
      hint: `Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
      retryAfterMs: waitMs,
    });
  }
}
