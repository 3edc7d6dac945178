/** Hands events from callbacks to an async generator, in order. */
export class EventQueue<T> {
  #waiting: T[] = [];
  #wake: (() => void) | undefined;
  #closed = false;

  push(event: T): void {
    this.#waiting.push(event);
    this.#wake?.();
  }

  /** No more events will come. */
  close(): void {
    this.#closed = true;
    this.#wake?.();
  }

  /** Yields events until the queue is closed and empty. */
  async *drain(): AsyncGenerator<T, void> {
    for (;;) {
      while (this.#waiting.length > 0) yield this.#waiting.shift()!;
      if (this.#closed) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
  }
}
