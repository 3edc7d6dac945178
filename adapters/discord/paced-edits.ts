/**
 * Shows the newest state of something that changes faster than it may be edited: at most one edit
 * per interval, none after `close`.
 */
export class PacedEdits<T> {
  readonly #edit: (state: T) => Promise<void>;
  readonly #intervalMs: number;
  #newest: T | undefined;
  #closed = false;
  #running: Promise<void> | undefined;
  #wake = () => {};

  /** @param edit shows a state; it must not throw. */
  constructor(edit: (state: T) => Promise<void>, intervalMs: number) {
    this.#edit = edit;
    this.#intervalMs = intervalMs;
  }

  /** Takes a newer state, to be shown when the time comes. */
  offer(state: T): void {
    if (this.#closed) return;
    this.#newest = state;
    this.#running ??= this.#run();
  }

  /** Takes no more states and waits until no edit is under way. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#newest !== undefined && !this.#closed) {
      const state = this.#newest;
      this.#newest = undefined;
      await this.#edit(state);
      await this.#pause();
    }
    this.#running = undefined;
  }

  #pause(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#intervalMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
