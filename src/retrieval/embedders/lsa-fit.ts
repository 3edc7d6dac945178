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
  // Empty documents and terms at the end change nothing and make rows come in fours.
  const rows = fours(documents);
  const padded = { ...matrix, starts: new Uint32Array(rows + 1).fill(matrix.starts.at(-1)!) };
  padded.starts.set(matrix.starts);
  const turned = transposed(padded, fours(terms));
  let left = randomTable(rows, width);
  for (let pass = 0; pass < PASSES; pass++) {
    left = times(padded, times(turned, left, width), width);
    if (pass < PASSES - 1) orthonormalizeOnce(left, width);
    else orthonormalize(left, width);
  }
  const right = times(turned, left, width);
  const kept = orthonormalize(right, width);
  return { basis: columnsOf(right, terms, width, kept), width: kept.length };
}

const fours = (count: number) => 4 * Math.ceil(count / 4);

/** matrix (n x terms) * table (terms x width) = n x width; four entries at a time are faster. */
export function times(matrix: SparseRows, table: Float32Array, width: number): Float32Array {
  const { starts, columns, values } = matrix;
  const rows = starts.length - 1;
  const result = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const out = row * width;
    const end = starts[row + 1]!;
    let k = starts[row]!;
    for (; k + 3 < end; k += 4) {
      const [a, b] = [columns[k]! * width, columns[k + 1]! * width];
      const [c, d] = [columns[k + 2]! * width, columns[k + 3]! * width];
      const [w, x, y, z] = [values[k]!, values[k + 1]!, values[k + 2]!, values[k + 3]!];
      for (let j = 0; j < width; j++) {
        result[out + j]! +=
          w * table[a + j]! + x * table[b + j]! + y * table[c + j]! + z * table[d + j]!;
      }
    }
    for (; k < end; k++) {
      const [a, w] = [columns[k]! * width, values[k]!];
      for (let j = 0; j < width; j++) result[out + j]! += w * table[a + j]!;
    }
  }
  return result;
}

/** The rows of the transposed matrix, by counting. */
function transposed({ starts, columns, values }: SparseRows, terms: number): SparseRows {
  const counts = new Uint32Array(terms + 1);
  for (const column of columns) counts[column + 1]!++;
  for (let term = 0; term < terms; term++) counts[term + 1]! += counts[term]!;
  const next = counts.slice();
  const turned = {
    starts: counts,
    columns: new Uint32Array(columns.length),
    values: new Float32Array(values.length),
  };
  for (let row = 0; row + 1 < starts.length; row++) {
    for (let k = starts[row]!; k < starts[row + 1]!; k++) {
      const to = next[columns[k]!]!++;
      turned.columns[to] = row;
      turned.values[to] = values[k]!;
    }
  }
  return turned;
}

/**
 * Makes the columns of a (rows x width) table orthonormal in place, rows in fours, by the Cholesky factor of their
 * inner products; done twice, since the first time loses digits.
 * @returns the columns that are directions of their own; the others become 0
 */
function orthonormalize(table: Float32Array, width: number): number[] {
  orthonormalizeOnce(table, width);
  return orthonormalizeOnce(table, width);
}

function orthonormalizeOnce(table: Float32Array, width: number): number[] {
  const factor = innerProducts(table, width);
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
  solveTriangle(table, width, factor, scales);
  return kept;
}

/** Each row times the inverse of the transposed factor. */
function solveTriangle(
  table: Float32Array,
  width: number,
  factor: Float64Array,
  scales: Float64Array,
): void {
  byFours(table, width, (a, b, c, d) => {
    for (let j = 0; j < width; j++) {
      const own = j * width;
      let [w, x, y, z] = [table[a + j]!, table[b + j]!, table[c + j]!, table[d + j]!];
      for (let k = 0; k < j; k++) {
        const by = factor[own + k]!;
        w -= table[a + k]! * by;
        x -= table[b + k]! * by;
        y -= table[c + k]! * by;
        z -= table[d + k]! * by;
      }
      const scale = scales[j]!;
      table[a + j] = w * scale;
      table[b + j] = x * scale;
      table[c + j] = y * scale;
      table[d + j] = z * scale;
    }
  });
}

/** Lower triangle of the inner products of a table's columns. */
function innerProducts(table: Float32Array, width: number): Float64Array {
  const products = new Float64Array(width * width);
  byFours(table, width, (a, b, c, d) => {
    for (let j = 0; j < width; j++) {
      const out = j * width;
      const [w, x, y, z] = [table[a + j]!, table[b + j]!, table[c + j]!, table[d + j]!];
      for (let k = 0; k <= j; k++) {
        products[out + k]! +=
          w * table[a + k]! + x * table[b + k]! + y * table[c + k]! + z * table[d + k]!;
      }
    }
  });
  return products;
}

/** Visits where the rows of a table begin, four at a time: twice as fast as one by one. */
function byFours(
  table: Float32Array,
  width: number,
  visit: (a: number, b: number, c: number, d: number) => void,
): void {
  for (let a = 0; a < table.length; a += 4 * width)
    visit(a, a + width, a + 2 * width, a + 3 * width);
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
