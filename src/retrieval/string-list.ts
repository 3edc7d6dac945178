/** Many strings in two typed arrays: nothing is built when a file with them is opened. */
export class StringList {
  /** UTF-8 of all strings, one after the other. */
  readonly text: Uint8Array;
  /** Where each string begins in `text`; one more entry than strings. */
  readonly starts: Uint32Array;
  readonly #buffer: Buffer;

  constructor(text: Uint8Array, starts: Uint32Array) {
    this.text = text;
    this.starts = starts;
    this.#buffer = Buffer.from(text.buffer, text.byteOffset, text.byteLength);
  }

  static of(strings: readonly string[]): StringList {
    const starts = new Uint32Array(strings.length + 1);
    for (const [i, string] of strings.entries()) {
      starts[i + 1] = starts[i]! + Buffer.byteLength(string);
    }
    const text = Buffer.allocUnsafeSlow(starts[strings.length]!);
    for (const [i, string] of strings.entries()) text.write(string, starts[i]!);
    return new StringList(new Uint8Array(text.buffer), starts);
  }

  /** Number of strings. */
  get size(): number {
    return this.starts.length - 1;
  }

  get(i: number): string {
    return this.#buffer.toString('utf8', this.starts[i]!, this.starts[i + 1]!);
  }

  /** UTF-8 of a string, as a view. */
  bytes(i: number): Uint8Array {
    return this.#buffer.subarray(this.starts[i]!, this.starts[i + 1]!);
  }
}
