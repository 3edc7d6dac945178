/** A piece of work on an answer. */
export interface Job {
  /** Aborted when the bot stops before the work is done. */
  readonly signal: AbortSignal;
  /**
   * Claims the right to say the last word; only one of the work and the apology gets it.
   * Returns false if it is taken.
   */
  claim(): boolean;
}

interface Entry {
  job: Job;
  abort: AbortController;
  done: Promise<void>;
  apologise: () => Promise<void>;
}

/** Keeps track of answers being made, so that a stop loses none without a word. */
export class InFlight {
  readonly #entries = new Set<Entry>();
  #closed = false;

  /** Whether the bot is stopping and takes nothing new. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Runs work until it ends; what it throws is the caller's. */
  async run(work: (job: Job) => Promise<void>, apologise: () => Promise<void>): Promise<void> {
    const abort = new AbortController();
    let claimed = false;
    const job: Job = {
      signal: abort.signal,
      claim: () => {
        const free = !claimed;
        claimed = true;
        return free;
      },
    };
    const done = work(job);
    const entry = { job, abort, done: done.catch(() => {}), apologise };
    this.#entries.add(entry);
    try {
      await done;
    } finally {
      this.#entries.delete(entry);
    }
  }

  /**
   * Takes nothing new, waits for what runs, and apologises for what is not done in time; all within
   * the deadline where it leaves time for an apology.
   */
  async close(deadlineMs: number): Promise<void> {
    this.#closed = true;
    const all = () => Promise.all([...this.#entries].map(({ done }) => done));
    await withTimeout(all(), Math.max(0, deadlineMs - APOLOGY_MS));
    const unfinished = [...this.#entries];
    const words = unfinished.filter(({ job }) => job.claim()).map(({ apologise }) => apologise());
    for (const { abort } of unfinished) abort.abort();
    await withTimeout(Promise.allSettled([...words, all()]), APOLOGY_MS);
  }
}

/** Time for apologies and for answers that were just being sent, in milliseconds. */
const APOLOGY_MS = 3000;

async function withTimeout(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, timeout]);
  clearTimeout(timer);
}
