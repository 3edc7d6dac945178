import { IndexUnusableError } from '../errors.ts';

/** Arrays that a snapshot file holds. */
export type PackedArray = Uint8Array | Uint16Array | Uint32Array | Int8Array | Float32Array;

const KINDS = { Uint8Array, Uint16Array, Uint32Array, Int8Array, Float32Array };
type Kind = keyof typeof KINDS;

interface Entry {
  name: string;
  kind: Kind;
  /** Bytes from the start of the data. */
  offset: number;
  /** Elements. */
  length: number;
}

const MAGIC = 'PBARRAY1';
const ALIGNMENT = 8;
const PREFIX_BYTES = MAGIC.length + 4;

const aligned = (bytes: number) => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

/** Named arrays and a small JSON value, read back as views without copying. */
export interface ArrayFile<M> {
  meta: M;
  arrays: Record<string, PackedArray>;
}

/**
 * Packs arrays into one block: magic, header length, header (JSON), data aligned to 8
 * bytes in the machine's byte order. Checksums are the business of who writes the file.
 */
export function packArrays(meta: unknown, arrays: Record<string, PackedArray>): Uint8Array {
  const entries: Entry[] = [];
  let size = 0;
  for (const [name, array] of Object.entries(arrays)) {
    entries.push({
      name,
      kind: array.constructor.name as Kind,
      offset: size,
      length: array.length,
    });
    size = aligned(size + array.byteLength);
  }
  const header = Buffer.from(JSON.stringify({ meta, entries }));
  const dataStart = aligned(PREFIX_BYTES + header.length);
  const block = new Uint8Array(dataStart + size);
  block.set(Buffer.from(MAGIC), 0);
  block.set(header, PREFIX_BYTES);
  for (const [i, array] of Object.values(arrays).entries()) {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    block.set(bytes, dataStart + entries[i]!.offset);
  }
  const view = new DataView(block.buffer);
  view.setUint32(MAGIC.length, header.length, true);
  return block;
}

/**
 * Opens a packed block; the arrays are views into it.
 * @throws IndexUnusableError when it is no such block.
 */
export function unpackArrays<M>(bytes: Uint8Array, name: string): ArrayFile<M> {
  // Views need alignment; a small file read by Node lies anywhere in a shared pool.
  const block = bytes.byteOffset % ALIGNMENT === 0 ? bytes : bytes.slice();
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  if (
    block.length < PREFIX_BYTES ||
    Buffer.from(block.subarray(0, MAGIC.length)).toString('latin1') !== MAGIC
  ) {
    throw new IndexUnusableError(`${name} is no index of ours or was written by another version.`);
  }
  const headerLength = view.getUint32(MAGIC.length, true);
  const header = JSON.parse(
    Buffer.from(block.subarray(PREFIX_BYTES, PREFIX_BYTES + headerLength)).toString(),
  ) as { meta: M; entries: Entry[] };
  const start = block.byteOffset + aligned(PREFIX_BYTES + headerLength);
  const arrays: Record<string, PackedArray> = {};
  for (const entry of header.entries) {
    arrays[entry.name] = new KINDS[entry.kind](
      block.buffer as ArrayBuffer,
      start + entry.offset,
      entry.length,
    );
  }
  return { meta: header.meta, arrays };
}
