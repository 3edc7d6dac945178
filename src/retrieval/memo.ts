/**
 * Remembers what was asked for last: at least `size` and at most twice as many values. Two maps take
 * turns, so that nothing is kept of the order in which values were used.
 */
export class Memo<T> {
  readonly #size: number;
  readonly #make: (key: string) => T;
  #recent = new Map<string, T>();
  #older = new Map<string, T>();

  /** @param make computes the value of a key that is not remembered */
  constructor(size: number, make: (key: string) => T) {
    this.#size = size;
    this.#make = make;
  }

  get(key: string): T {
    const known = this.#recent.get(key);
    if (known !== undefined) return known;
    const value = this.#older.get(key) ?? this.#make(key);
    if (this.#recent.size >= this.#size) {
      this.#older = this.#recent;
      this.#recent = new Map();
    }
    this.#recent.set(key, value);
    return value;
  }
}
