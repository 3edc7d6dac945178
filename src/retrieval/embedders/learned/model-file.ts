import { FormatError } from '../../../errors.ts';
import { TOKENIZER_VERSION } from './tokenizer.ts';

/**
 * The model as one file, laid out so that it is used as it lies in memory, without parsing:
 *
 *     "PBEM" · u32 length of the header · header (JSON, UTF-8, padded with spaces) · sections
 *
 * Sections, each aligned to 64 bytes, little-endian, in this order: `keys` u32[slots], `rows` u16[slots],
 * `scales` f32[rowCount], `table` i8[rowCount x dimensions]. The vector of row r is table[r] * scales[r].
 * (keys, rows) is a hash table with linear probing: a word of hash h stands in the first slot from h % slots on
 * whose key is h; a slot whose row is FREE ends the search.
 */
export interface ModelHeader {
  readonly name: string;
  readonly version: number;
  readonly tokenizer: number;
  readonly dimensions: number;
  readonly rowCount: number;
  readonly slots: number;
  /** Length of the pseudo-random vector that stands for a word the model does not know. */
  readonly unknownLength: number;
  /** SHA-256 of all sections, hexadecimal. */
  readonly checksum: string;
  /** How the file came to be: data, options, seed, date. */
  readonly training: Readonly<Record<string, unknown>>;
}

export interface ModelData {
  readonly header: ModelHeader;
  readonly keys: Uint32Array;
  readonly rows: Uint16Array;
  readonly scales: Float32Array;
  readonly table: Int8Array;
}

/** In `rows`: no word in this slot. */
export const FREE = 0xffff;
/** In `rows`: a word that carries no topic and is left out. */
export const IGNORED = 0xfffe;

const MAGIC = 'PBEM';
const align = (offset: number) => Math.ceil(offset / 64) * 64;

/** Where each section begins, and the length of the whole file. */
function layout(header: Pick<ModelHeader, 'dimensions' | 'rowCount' | 'slots'>, headerEnd: number) {
  const keys = align(headerEnd);
  const rows = align(keys + header.slots * 4);
  const scales = align(rows + header.slots * 2);
  const table = align(scales + header.rowCount * 4);
  return { keys, rows, scales, table, end: table + header.rowCount * header.dimensions };
}

/** Views over the bytes of a model file; nothing is copied. */
export function readModel(bytes: Uint8Array, name: string): ModelData {
  const fail = (what: string): never => {
    throw new FormatError(`${name} is not a usable embedding model: ${what}`, {
      hint: 'Restore the file from the repository, or train it again with "npm run train:embedder".',
    });
  };
  const text = new TextDecoder();
  if (bytes.length < 8 || text.decode(bytes.subarray(0, 4)) !== MAGIC)
    fail('it does not begin with PBEM');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerEnd = 8 + view.getUint32(4, true);
  let header: ModelHeader;
  try {
    header = JSON.parse(text.decode(bytes.subarray(8, headerEnd))) as ModelHeader;
  } catch {
    return fail('its header is damaged');
  }
  if (header.tokenizer !== TOKENIZER_VERSION)
    fail(`it was trained for tokenizer ${header.tokenizer}`);
  const at = layout(header, headerEnd);
  if (bytes.length !== at.end) fail(`it has ${bytes.length} bytes and not ${at.end}`);
  const { buffer, byteOffset } = bytes;
  return {
    header,
    keys: new Uint32Array(buffer, byteOffset + at.keys, header.slots),
    rows: new Uint16Array(buffer, byteOffset + at.rows, header.slots),
    scales: new Float32Array(buffer, byteOffset + at.scales, header.rowCount),
    table: new Int8Array(buffer, byteOffset + at.table, header.rowCount * header.dimensions),
  };
}

/** The bytes of a model file. `checksum` is what `sectionsOf` of the result hashes to. */
export function writeModel(data: ModelData): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(data.header));
  const headerEnd = align(8 + json.length);
  const at = layout(data.header, headerEnd);
  const bytes = new Uint8Array(at.end).fill(32, 0, headerEnd);
  bytes.set(new TextEncoder().encode(MAGIC));
  new DataView(bytes.buffer).setUint32(4, headerEnd - 8, true);
  bytes.set(json, 8);
  const put = (section: ArrayBufferView, offset: number) =>
    bytes.set(new Uint8Array(section.buffer, section.byteOffset, section.byteLength), offset);
  put(data.keys, at.keys);
  put(data.rows, at.rows);
  put(data.scales, at.scales);
  put(data.table, at.table);
  return bytes;
}

/** The part of a model file that the checksum covers: everything after the header. */
export function sectionsOf(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(8 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true));
}
