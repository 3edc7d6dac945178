import { FormatError } from '../errors.ts';

/** The two metrics of FAISS's flat indexes. */
export type FlatMetric = 'inner_product' | 'l2';

/** What the head of a flat index file says. */
export interface FlatHeader {
  metric: FlatMetric;
  dimensions: number;
  count: number;
}

/**
 * Bytes before the vectors in a file of FAISS's IndexFlatIP or IndexFlatL2 (1.7 and later,
 * little-endian; `faiss/impl/index_write.cpp`): fourcc (4), dimensions (int32), count (int64),
 * two unused int64, is_trained (1), metric (int32), number of floats (uint64).
 */
export const FLAT_HEADER_BYTES = 45;

const UNUSED = 1n << 20n;
const FOURCC: Record<FlatMetric, string> = { inner_product: 'IxFI', l2: 'IxF2' };
/** FAISS's MetricType. */
const METRIC: Record<FlatMetric, number> = { inner_product: 0, l2: 1 };

/** Size in bytes of a flat index file. */
export function flatFileBytes(dimensions: number, count: number): number {
  return FLAT_HEADER_BYTES + 4 * dimensions * count;
}

/**
 * A flat index as FAISS would write it. Handing FAISS vectors in this form takes one copy, where
 * its JavaScript binding takes a call per number.
 *
 * @param rows `count * dimensions` finite numbers, one vector after the other
 */
export function encodeFlat(metric: FlatMetric, dimensions: number, rows: Float32Array): Buffer {
  const bytes = Buffer.allocUnsafe(FLAT_HEADER_BYTES + rows.byteLength);
  bytes.write(FOURCC[metric], 0, 'latin1');
  bytes.writeInt32LE(dimensions, 4);
  bytes.writeBigInt64LE(BigInt(rows.length / dimensions), 8);
  bytes.writeBigInt64LE(UNUSED, 16);
  bytes.writeBigInt64LE(UNUSED, 24);
  bytes.writeUInt8(1, 32);
  bytes.writeInt32LE(METRIC[metric], 33);
  bytes.writeBigUInt64LE(BigInt(rows.length), 37);
  Buffer.from(rows.buffer, rows.byteOffset, rows.byteLength).copy(bytes, FLAT_HEADER_BYTES);
  return bytes;
}

/**
 * Reads and checks the head of a flat index file.
 *
 * @param head at least the first 45 bytes
 * @param fileBytes size of the whole file; a file cut short or with something behind is refused
 * @throws FormatError when it is not a flat index, or its figures contradict each other
 */
export function decodeFlatHeader(head: Buffer, fileBytes: number): FlatHeader {
  if (head.length < FLAT_HEADER_BYTES) throw new FormatError('The index file is cut short.');
  const fourcc = head.toString('latin1', 0, 4);
  const metric = (Object.keys(FOURCC) as FlatMetric[]).find((name) => FOURCC[name] === fourcc);
  if (!metric) throw new FormatError('The file is not a flat FAISS index.');
  const dimensions = head.readInt32LE(4);
  const count = Number(head.readBigInt64LE(8));
  const floats = Number(head.readBigUInt64LE(37));
  const sound =
    dimensions > 0 &&
    count >= 0 &&
    floats === count * dimensions &&
    head.readUInt8(32) === 1 &&
    head.readInt32LE(33) === METRIC[metric] &&
    fileBytes === flatFileBytes(dimensions, count);
  if (!sound) throw new FormatError('The flat FAISS index is damaged or cut short.');
  return { metric, dimensions, count };
}

/** The vectors of a flat index file as one array, after {@link decodeFlatHeader} has passed. */
export function decodeFlatRows(file: Buffer): Float32Array {
  // Copied, since the header's odd length leaves the floats unaligned.
  const rows = new Uint8Array(file.length - FLAT_HEADER_BYTES);
  rows.set(file.subarray(FLAT_HEADER_BYTES));
  return new Float32Array(rows.buffer);
}
