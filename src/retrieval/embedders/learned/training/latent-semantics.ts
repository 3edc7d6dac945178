import type { Random } from '../../../../random.ts';
import type { SharedArena } from './kernel.ts';
import { cholesky, invertTransposed } from './linear-algebra.ts';
import type { Team } from './team.ts';

/** A sparse matrix by rows: entries offsets[i]..offsets[i+1] of row i are (columns[k], weights[k]). */
export interface SparseRows {
  readonly rows: number;
  readonly offsets: Int32Array;
  readonly columns: Int32Array;
  readonly weights: Float32Array;
}

function transpose(matrix: SparseRows, columns: number, arena: SharedArena): SparseRows {
  const entries = matrix.columns.length;
  const offsets = arena.ints(columns + 1);
  const rows = arena.ints(entries);
  const weights = arena.floats(entries);
  for (let k = 0; k < entries; k++) {
    const at = (matrix.columns[k] as number) + 1;
    offsets[at] = (offsets[at] as number) + 1;
  }
  for (let c = 0; c < columns; c++)
    offsets[c + 1] = (offsets[c + 1] as number) + (offsets[c] as number);
  const next = offsets.slice(0, columns);
  for (let row = 0; row < matrix.rows; row++) {
    for (let k = matrix.offsets[row] as number; k < (matrix.offsets[row + 1] as number); k++) {
      const column = matrix.columns[k] as number;
      const at = next[column] as number;
      next[column] = at + 1;
      rows[at] = row;
      weights[at] = matrix.weights[k] as number;
    }
  }
  return { rows: columns, offsets, columns: rows, weights };
}

/** Makes the columns of a (rows x width) orthonormal: Cholesky of the Gram matrix. */
function orthonormalise(
  table: Float32Array,
  rows: number,
  width: number,
  team: Team,
  arena: SharedArena,
): void {
  const mark = arena.mark();
  const gram = arena.floats(width * width).fill(0);
  team.run(
    'multiplyTransposed',
    0,
    width,
    table.byteOffset,
    table.byteOffset,
    gram.byteOffset,
    rows,
    width,
    width,
  );
  const inverse = invertTransposed(cholesky(Float64Array.from(gram), width), width);
  const factor = arena.floats(width * width);
  factor.set(inverse);
  // The inverse of L^T is upper triangular: row-major rows of it are what `multiply` wants as its right side.
  const result = arena.floats(rows * width).fill(0);
  team.run(
    'multiply',
    0,
    Math.floor(rows / 4) * 4,
    table.byteOffset,
    factor.byteOffset,
    result.byteOffset,
    width,
    width,
    width,
  );
  table.set(result);
  arena.release(mark);
}

/**
 * The leading left singular vectors of the (words x papers) matrix, by subspace iteration: a (columns x width) table
 * whose columns are orthonormal. Ten passes are enough for a start of training.
 */
export function latentSemantics(
  papers: SparseRows,
  vocabularySize: number,
  width: number,
  iterations: number,
  random: Random,
  team: Team,
  arena: SharedArena,
  onIteration: (done: number) => void,
): Float32Array {
  const table = arena.floats(vocabularySize * width);
  const mark = arena.mark();
  for (let i = 0; i < table.length; i++) table[i] = random.normal();
  const words = transpose(papers, vocabularySize, arena);
  const projected = arena.floats(papers.rows * width);
  for (let iteration = 0; iteration < iterations; iteration++) {
    orthonormalise(table, vocabularySize, width, team, arena);
    team.run(
      'gather',
      0,
      papers.rows,
      table.byteOffset,
      papers.offsets.byteOffset,
      papers.columns.byteOffset,
      papers.weights.byteOffset,
      projected.byteOffset,
      width,
    );
    team.run(
      'gather',
      0,
      vocabularySize,
      projected.byteOffset,
      words.offsets.byteOffset,
      words.columns.byteOffset,
      words.weights.byteOffset,
      table.byteOffset,
      width,
    );
    onIteration(iteration + 1);
  }
  arena.release(mark);
  return table;
}
