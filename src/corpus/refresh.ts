import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { GateStore } from '../store/gates.ts';
import { type SourceDay, SourceDayStore } from '../store/source-days.ts';
import { addDays, dayOf, daysBetween } from './days.ts';
import { type IngestOptions, ingest } from './ingest.ts';
import { DAILY_SOURCE } from './sources/daily.ts';

export interface RefresherOptions {
  /** What an ingest needs; its `signal` is set here. */
  ingest: Omit<IngestOptions, 'signal' | 'clock'>;
  clock: Clock;
  log: Logger;
  /** Minutes between two refreshes; 60 keeps a vote history by the hour. */
  refreshMinutes: number;
  /** Days before today that are caught up if they were missed. */
  catchUpDays: number;
  /** Other sources to read each time, such as `arxiv:cat:cs.CL`. */
  sources?: readonly string[];
  /** Called when papers changed, so that they are indexed; observations alone change none. */
  onChanged: () => Promise<void>;
}

/** Lists of so many days go on gathering votes that are worth a reading each time. */
const LIVELY_DAYS = 3;
/** Older lists within this are read once a day. */
const WARM_DAYS = 7;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const GATE = 'refresh';

/** Keeps the store in step with its sources while a server runs. */
export class Refresher {
  readonly #options: RefresherOptions;
  readonly #gates: GateStore;
  readonly #holder = randomUUID();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #abort = new AbortController();

  constructor(options: RefresherOptions) {
    this.#options = options;
    this.#gates = new GateStore(options.ingest.db);
  }

  /** Refreshes now and then at every interval. */
  start(): void {
    this.#abort = new AbortController();
    this.#tick();
  }

  /** Ends the refresh under way and starts no other. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#abort.abort();
    await this.#running;
  }

  /**
   * One refresh, unless another process just did it. Failures of sources are logged and tried again
   * the next time; nothing is thrown for them.
   */
  async refresh(): Promise<void> {
    const { clock, onChanged } = this.#options;
    const { papers } = this.#options.ingest;
    const intervalMs = this.#options.refreshMinutes * MINUTE_MS;
    const now = clock.now().getTime();
    if (!(await this.#gates.enter(GATE, this.#holder, now, now + intervalMs))) return;
    let pauseMs = 0;
    try {
      const before = await papers.revision();
      await this.#ingest();
      if (this.#abort.signal.aborted) return;
      if ((await papers.revision()) !== before) await onChanged();
      // A little less than the interval, so that the next tick of this process finds it open.
      pauseMs = intervalMs * 0.9;
    } finally {
      await this.#gates.leave(GATE, this.#holder, clock.now().getTime() + pauseMs);
    }
  }

  #tick(): void {
    const { log, refreshMinutes } = this.#options;
    this.#running = this.refresh()
      .catch((error: unknown) => log.error({ err: error }, 'the refresh failed'))
      .finally(() => {
        if (this.#abort.signal.aborted) return;
        this.#timer = setTimeout(() => this.#tick(), refreshMinutes * MINUTE_MS);
        this.#timer.unref();
      });
  }

  async #ingest(): Promise<void> {
    const { clock, log, sources = [] } = this.#options;
    const wishes = [...spans(await this.#dueDays()), ...sources];
    try {
      const options = { ...this.#options.ingest, clock, signal: this.#abort.signal };
      const { failures, added, updated, unchanged, rejected } = await ingest(wishes, options);
      log.info({ added, updated, unchanged, rejected }, 'sources were read');
      for (const failure of failures) log.warn(failure, 'a source failed');
    } catch (error) {
      if (!this.#abort.signal.aborted) log.warn({ err: error }, 'no source could be read');
    }
  }

  /** The days whose lists to read now, oldest first. */
  async #dueDays(): Promise<string[]> {
    const today = dayOf(this.#options.clock.now());
    const first = addDays(today, -this.#options.catchUpDays);
    const days = new SourceDayStore(this.#options.ingest.db);
    const known = await days.between(DAILY_SOURCE, first, today);
    return dueDays(known, today, this.#options);
  }
}

/**
 * Which daily lists to read: today's and the last days' always, those of the week once a day, and
 * any within `catchUpDays` that were never read, failed, or were not open when last asked for.
 * An empty list is believed once its day lies two days back.
 */
export function dueDays(
  known: readonly SourceDay[],
  today: string,
  { catchUpDays, clock }: Pick<RefresherOptions, 'catchUpDays' | 'clock'>,
): string[] {
  const byDay = new Map(known.map((entry) => [entry.day, entry]));
  return daysBetween(addDays(today, -catchUpDays), today).filter((day) => {
    const entry = byDay.get(day);
    if (day > addDays(today, -LIVELY_DAYS)) return true;
    if (!entry || entry.state === 'failed' || entry.state === 'not_open') return true;
    const age = clock.now().getTime() - Date.parse(entry.fetchedAt);
    return day > addDays(today, -WARM_DAYS) && entry.state === 'ok' && age > 0.9 * DAY_MS;
  });
}

/** Days as sources, those that follow each other as one. */
function spans(days: readonly string[]): string[] {
  const found: [first: string, last: string][] = [];
  for (const day of days) {
    const open = found.at(-1);
    if (open && addDays(open[1], 1) === day) open[1] = day;
    else found.push([day, day]);
  }
  return found.map(([first, last]) => `hf:${first}..${last}`);
}
