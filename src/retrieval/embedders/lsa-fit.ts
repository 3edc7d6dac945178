/** A sparse matrix by rows: row i has (columns[k], values[k]) for starts[i] <= k < starts[i + 1]. */
export interface SparseRows {
  starts: Uint32Array;
  columns: Uint32Array;
  values: Float32Array;
}

const PASSES = 6;
const SEED = 0x9e3779b9;
const NO_DIRECTION = 1e-6;

/**
 * An orthonormal basis of the strongest right singular directions of a matrix (documents x terms),
 * by subspace iteration (randomised SVD without the final rotation, which inner products do not
 * see). Deterministic.
 *
 * @returns terms x width, row-major; `width` is smaller than asked where the rank is
 */
export function fitBasis(
  matrix: SparseRows,
  terms: number,
  wanted: number,
): { basis: Float32Array; width: number } {
  const documents = matrix.starts.length - 1;
  const width = Math.max(1, Math.min(wanted, documents, terms));
  let left = randomTable(documents, width);
  orthonormalize(left, documents, width);
  for (let pass = 0; pass < PASSES; pass++) {
    left = times(matrix, timesTransposed(matrix, left, terms, width), width);
    orthonormalize(left, documents, width);
  }
  const right = timesTransposed(matrix, left, terms, width);
  const kept = orthonormalize(right, terms, width);
  return { basis: columnsOf(right, terms, width, kept), width: kept.length };
}

/** matrix (n x terms) * table (terms x width) = n x width. */
export function times(matrix: SparseRows, table: Float32Array, width: number): Float32Array {
  const rows = matrix.starts.length - 1;
  const result = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const out = row * width;
    for (let k = matrix.starts[row]!; k < matrix.starts[row + 1]!; k++) {
      const from = matrix.columns[k]! * width;
      const value = matrix.values[k]!;
      for (let j = 0; j < width; j++) result[out + j]! += value * table[from + j]!;
    }
  }
  return result;
}

/** matrix' (terms x n) * table (n x width) = terms x width. */
function timesTransposed(
  matrix: SparseRows,
  table: Float32Array,
  terms: number,
  width: number,
): Float32Array {
  const result = new Float32Array(terms * width);
  for (let row = 0; row + 1 < matrix.starts.length; row++) {
    const from = row * width;
    for (let k = matrix.starts[row]!; k < matrix.starts[row + 1]!; k++) {
      const out = matrix.columns[k]! * width;
      const value = matrix.values[k]!;
      for (let j = 0; j < width; j++) result[out + j]! += value * table[from + j]!;
    }
  }
  return result;
}

/**
 * Gram-Schmidt, twice, on the columns of a (rows x width) table in place.
 * @returns the columns that are directions of their own; the others become 0
 */
function orthonormalize(table: Float32Array, rows: number, width: number): number[] {
  const columns: Float64Array[] = [];
  const kept: number[] = [];
  for (let j = 0; j < width; j++) {
    const column = new Float64Array(rows);
    for (let i = 0; i < rows; i++) column[i] = table[i * width + j]!;
    const before = Math.sqrt(dot(column, column));
    for (let twice = 0; twice < 2; twice++) {
      for (const other of columns) {
        const along = dot(column, other);
        for (let i = 0; i < rows; i++) column[i]! -= along * other[i]!;
      }
    }
    const length = Math.sqrt(dot(column, column));
    const own = length > NO_DIRECTION * Math.max(before, NO_DIRECTION);
    if (own) {
      for (let i = 0; i < rows; i++) column[i]! /= length;
      columns.push(column);
      kept.push(j);
    }
    for (let i = 0; i < rows; i++) table[i * width + j] = own ? column[i]! : 0;
  }
  return kept;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function columnsOf(table: Float32Array, rows: number, width: number, kept: number[]): Float32Array {
  const result = new Float32Array(rows * kept.length);
  for (let i = 0; i < rows; i++) {
    for (const [at, j] of kept.entries()) result[i * kept.length + at] = table[i * width + j]!;
  }
  return result;
}

/** Uniform numbers in [-1, 1) from a linear congruential generator with a fixed seed. */
function randomTable(rows: number, width: number): Float32Array {
  const table = new Float32Array(rows * width);
  let state = SEED;
  for (let i = 0; i < table.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    table[i] = state / 2 ** 31 - 1;
  }
  return table;
}
