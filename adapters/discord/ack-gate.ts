/** Longest time that work waits for acknowledgements of others, in milliseconds. */
const LONGEST_WAIT = 2000;

/**
 * Lets acknowledgements go first. Discord drops an interaction that is not acknowledged within
 * three seconds, so while any is under way no work begins; then it begins piece by piece, with
 * room in between for what arrives.
 */
export class AckGate {
  #pending = 0;
  readonly #waiting = new Set<() => void>();

  /** Runs an acknowledgement. */
  async acknowledge<T>(request: () => Promise<T>): Promise<T> {
    this.#pending += 1;
    try {
      return await request();
    } finally {
      this.#pending -= 1;
      this.#release();
    }
  }

  /** Waits until no acknowledgement is under way. */
  async pass(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => begin(), LONGEST_WAIT);
      const begin = () => {
        clearTimeout(timer);
        this.#waiting.delete(begin);
        resolve();
      };
      this.#waiting.add(begin);
      this.#release();
    });
  }

  /** Starts one that waits, and the next after the events that came in meanwhile. */
  #release(): void {
    if (this.#pending > 0 || this.#waiting.size === 0) return;
    setImmediate(() => {
      if (this.#pending > 0) return;
      const [next] = this.#waiting;
      next?.();
      this.#release();
    });
  }
}
