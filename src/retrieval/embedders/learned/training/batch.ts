import type { SharedArena } from './kernel.ts';
import type { RowList } from './pairs.ts';

/**
 * Texts of one training step in shared memory: text i has the entries offsets[i]..offsets[i+1] of (tokens, weights);
 * the same entries turned round, by token, serve the gradient.
 */
export class Batch {
  readonly offsets: Int32Array;
  readonly tokens: Int32Array;
  readonly weights: Float32Array;
  readonly rows: Int32Array;
  readonly rowOffsets: Int32Array;
  readonly rowTexts: Int32Array;
  readonly rowWeights: Float32Array;
  texts = 0;
  entries = 0;
  touched = 0;
  private readonly slot: Int32Array;
  private readonly count: Int32Array;

  constructor(maxTexts: number, vocabularySize: number, arena: SharedArena) {
    const capacity = maxTexts * 256;
    this.offsets = arena.ints(maxTexts + 1);
    this.tokens = arena.ints(capacity);
    this.weights = arena.floats(capacity);
    this.rows = arena.ints(vocabularySize);
    this.rowOffsets = arena.ints(vocabularySize + 1);
    this.rowTexts = arena.ints(capacity);
    this.rowWeights = arena.floats(capacity);
    this.slot = new Int32Array(vocabularySize).fill(-1);
    this.count = new Int32Array(vocabularySize);
  }

  clear(): void {
    this.texts = 0;
    this.entries = 0;
    this.offsets[0] = 0;
  }

  /** Adds a text; a word that occurs n times weighs 1 + ln n. */
  add(list: RowList): void {
    const start = this.entries;
    for (let k = 0; k < list.length; k++) {
      const row = list.rows[k] as number;
      const seen = this.slot[row] as number;
      if (seen >= start && this.tokens[seen] === row && seen < this.entries) {
        this.weights[seen] = (this.weights[seen] as number) + 1;
        continue;
      }
      if (this.entries === this.tokens.length) break;
      this.slot[row] = this.entries;
      this.tokens[this.entries] = row;
      this.weights[this.entries] = 1;
      this.entries++;
    }
    for (let k = start; k < this.entries; k++)
      this.weights[k] = 1 + Math.log(this.weights[k] as number);
    this.texts++;
    this.offsets[this.texts] = this.entries;
  }

  /** Sorts the entries by token (counting sort, tokens in order of first appearance). */
  turn(): void {
    this.touched = 0;
    for (let k = 0; k < this.entries; k++) {
      const row = this.tokens[k] as number;
      const before = this.count[row] as number;
      if (before === 0) this.rows[this.touched++] = row;
      this.count[row] = before + 1;
    }
    let at = 0;
    for (let r = 0; r < this.touched; r++) {
      const row = this.rows[r] as number;
      this.rowOffsets[r] = at;
      at += this.count[row] as number;
      this.count[row] = this.rowOffsets[r] as number;
    }
    this.rowOffsets[this.touched] = at;
    for (let text = 0; text < this.texts; text++) {
      for (let k = this.offsets[text] as number; k < (this.offsets[text + 1] as number); k++) {
        const row = this.tokens[k] as number;
        const to = this.count[row] as number;
        this.count[row] = to + 1;
        this.rowTexts[to] = text;
        this.rowWeights[to] = this.weights[k] as number;
      }
    }
    for (let r = 0; r < this.touched; r++) this.count[this.rows[r] as number] = 0;
  }
}
