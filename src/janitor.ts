import type { Clock } from './clock.ts';
import type { Logger } from './log.ts';

/** Something that keeps what people said, and can delete what is older than an instant. */
export interface Keeper {
  deleteBefore(instant: Date): Promise<void>;
}

/** What is kept for how many days. */
export interface Retention {
  keeper: Keeper;
  days: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const EVERY_MS = 60 * 60 * 1000;

/** Deletes what has expired, hourly while Paperboy serves. */
export class Janitor {
  readonly #retentions: Retention[];
  readonly #clock: Clock;
  readonly #log: Logger;
  #timer: NodeJS.Timeout | undefined;
  #sweeping: Promise<void> = Promise.resolve();

  constructor(retentions: Retention[], clock: Clock, log: Logger) {
    this.#retentions = retentions;
    this.#clock = clock;
    this.#log = log;
  }

  /** Deletes what has expired now. */
  async sweep(): Promise<void> {
    const now = this.#clock.now().getTime();
    for (const { keeper, days } of this.#retentions) {
      await keeper.deleteBefore(new Date(now - days * DAY_MS));
    }
  }

  /** Sweeps now and every hour. */
  start(): void {
    const sweep = () => {
      this.#sweeping = this.sweep().catch((error) => {
        this.#log.error({ err: error }, 'expired records could not be deleted');
      });
    };
    sweep();
    this.#timer = setInterval(sweep, EVERY_MS);
    this.#timer.unref();
  }

  /** Ends sweeping, after the one under way. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#sweeping;
  }
}
