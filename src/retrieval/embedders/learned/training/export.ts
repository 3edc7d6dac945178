import { createHash } from 'node:crypto';
import { FREE, IGNORED, type ModelHeader, sectionsOf, writeModel } from '../model-file.ts';
import { hashPhrase, hashWord, TOKENIZER_VERSION } from '../tokenizer.ts';
import type { Phrase } from './phrases.ts';

/** What training hands over to be shipped. */
export interface TrainedModel {
  readonly name: string;
  readonly version: number;
  readonly dimensions: number;
  /** rowCount x dimensions. */
  readonly table: Float32Array;
  /** The stem of each row, for words whose form the papers lack. */
  readonly stems: readonly string[];
  /** Character n-grams, whose rows follow those of the stems. */
  readonly ngrams: readonly string[];
  /** Pairs of stems, whose rows follow those of the n-grams. */
  readonly phrases: readonly Phrase[];
  readonly surfaces: readonly string[];
  /** Row per surface, or -1: not in the table. */
  readonly rowOfSurface: Int32Array;
  readonly ignored: Iterable<string>;
  readonly unknownLength: number;
  readonly training: Readonly<Record<string, unknown>>;
}

/** Rounds each row to 8 bits with a scale of its own. */
export function quantise(
  table: Float32Array,
  dimensions: number,
): { scales: Float32Array; table: Int8Array } {
  const rowCount = table.length / dimensions;
  const scales = new Float32Array(rowCount);
  const rounded = new Int8Array(table.length);
  for (let row = 0; row < rowCount; row++) {
    let top = 0;
    for (let d = 0; d < dimensions; d++)
      top = Math.max(top, Math.abs(table[row * dimensions + d]!));
    const scale = top / 127 || 1;
    scales[row] = scale;
    for (let d = 0; d < dimensions; d++)
      rounded[row * dimensions + d] = Math.round(table[row * dimensions + d]! / scale);
  }
  return { scales, table: rounded };
}

/** Words into an open-addressing table at most five sixths full. Of two words with one hash the first stays. */
function buildSlots(model: TrainedModel): { keys: Uint32Array; rows: Uint16Array } {
  const entries: [number, number][] = [];
  for (const word of model.ignored) entries.push([hashWord(word), IGNORED]);
  for (const [id, word] of model.surfaces.entries()) {
    const row = model.rowOfSurface[id]!;
    if (row >= 0) entries.push([hashWord(word), row]);
  }
  const rest = [...model.stems, ...model.ngrams];
  for (const [row, text] of rest.entries()) entries.push([hashWord(text), row]);
  for (const [i, [first, second]] of model.phrases.entries())
    entries.push([hashPhrase(first, second), rest.length + i]);
  const distinct = new Set(entries.map(([hash]) => hash)).size;
  const slots = 2 ** Math.ceil(Math.log2((distinct * 6) / 5));
  const keys = new Uint32Array(slots);
  const rows = new Uint16Array(slots).fill(FREE);
  for (const [hash, row] of entries) {
    let slot = hash % slots;
    while (rows[slot] !== FREE && keys[slot] !== hash) slot = (slot + 1) % slots;
    if (rows[slot] !== FREE) continue;
    keys[slot] = hash;
    rows[slot] = row;
  }
  return { keys, rows };
}

/** The bytes of the model file. */
export function exportModel(model: TrainedModel): Uint8Array {
  const { scales, table } = quantise(model.table, model.dimensions);
  const { keys, rows } = buildSlots(model);
  const header: ModelHeader = {
    name: model.name,
    version: model.version,
    tokenizer: TOKENIZER_VERSION,
    dimensions: model.dimensions,
    rowCount: scales.length,
    slots: keys.length,
    unknownLength: model.unknownLength,
    checksum: '',
    training: model.training,
  };
  const unsigned = writeModel({ header, keys, rows, scales, table });
  const checksum = createHash('sha256').update(sectionsOf(unsigned)).digest('hex');
  return writeModel({ header: { ...header, checksum }, keys, rows, scales, table });
}
