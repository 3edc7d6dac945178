/** Lets work with the same key through one at a time, in the order it came. */
export class Turnstile {
  readonly #last = new Map<string, Promise<void>>();

  /** Number of keys with work under way or waiting. */
  get busy(): number {
    return this.#last.size;
  }

  /** Waits for this key's turn; call the returned function when done. */
  async enter(key: string): Promise<() => void> {
    const before = this.#last.get(key);
    let leave = () => {};
    const mine = new Promise<void>((resolve) => {
      leave = resolve;
    });
    this.#last.set(key, mine);
    await before;
    return () => {
      if (this.#last.get(key) === mine) this.#last.delete(key);
      leave();
    };
  }
}
