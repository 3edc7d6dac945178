/** A sparse matrix by rows: row i has (columns[k], values[k]) for starts[i] <= k < starts[i + 1]. */
export interface SparseRows {
  starts: Uint32Array;
  columns: Uint32Array;
  values: Float32Array;
}

const PASSES = 4;
const SEED = 0x9e3779b9;
/** A column that keeps less of its squared length beside the others is no direction of its own. */
const NO_DIRECTION = 1e-9;

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
    if (pass < PASSES - 1) orthonormalizeOnce(left, documents, width);
    else orthonormalize(left, documents, width);
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
 * Makes the columns of a (rows x width) table orthonormal in place, by the Cholesky factor of their
 * inner products; done twice, since the first time loses digits.
 * @returns the columns that are directions of their own; the others become 0
 */
function orthonormalize(table: Float32Array, rows: number, width: number): number[] {
  orthonormalizeOnce(table, rows, width);
  return orthonormalizeOnce(table, rows, width);
}

function orthonormalizeOnce(table: Float32Array, rows: number, width: number): number[] {
  const factor = innerProducts(table, rows, width);
  const kept: number[] = [];
  const scales = new Float64Array(width);
  for (let j = 0; j < width; j++) {
    const own = j * width;
    const before = factor[own + j]!;
    for (let k = 0; k < j; k++) {
      let sum = factor[own + k]!;
      for (let l = 0; l < k; l++) sum -= factor[own + l]! * factor[k * width + l]!;
      factor[own + k] = sum * scales[k]!;
    }
    let square = before;
    for (let k = 0; k < j; k++) square -= factor[own + k]! ** 2;
    if (before > 0 && square > NO_DIRECTION * before) {
      scales[j] = 1 / Math.sqrt(square);
      kept.push(j);
    }
  }
  for (let row = 0; row < rows; row++) {
    const at = row * width;
    for (let j = 0; j < width; j++) {
      let sum = table[at + j]!;
      for (let k = 0; k < j; k++) sum -= table[at + k]! * factor[j * width + k]!;
      table[at + j] = sum * scales[j]!;
    }
  }
  return kept;
}

/** Lower triangle of the inner products of a table's columns. */
function innerProducts(table: Float32Array, rows: number, width: number): Float64Array {
  const products = new Float64Array(width * width);
  for (let row = 0; row < rows; row++) {
    const at = row * width;
    for (let j = 0; j < width; j++) {
      const x = table[at + j]!;
      if (x === 0) continue;
      for (let k = 0; k <= j; k++) products[j * width + k]! += x * table[at + k]!;
    }
  }
  return products;
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
