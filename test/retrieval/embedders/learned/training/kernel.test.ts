import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../../../src/random.ts';
import {
  compileKernel,
  instantiateKernel,
  type Kernel,
  SharedArena,
} from '../../../../../src/retrieval/embedders/learned/training/kernel.ts';

const [SIZE, WIDTH] = [16, 32];

describe('the training kernel', () => {
  let kernel: Kernel;
  const arena = SharedArena.ofSize(8);
  const random = new Random(7);
  const matrix = (rows: number, columns: number) => {
    const values = arena.floats(rows * columns);
    for (let i = 0; i < values.length; i++) values[i] = random.normal();
    return values;
  };
  beforeAll(async () => {
    kernel = instantiateKernel(await compileKernel(), arena.memory);
  }, 60_000);

  it('multiplies as the definition says, in all three directions', () => {
    const a = matrix(SIZE, WIDTH);
    const b = matrix(SIZE, WIDTH);
    const p = matrix(SIZE, SIZE);
    const [c, d, e] = [
      arena.floats(SIZE * SIZE),
      arena.floats(SIZE * WIDTH),
      arena.floats(SIZE * WIDTH),
    ];
    kernel.multiplyByTransposed(a.byteOffset, b.byteOffset, c.byteOffset, 2, 0, SIZE, SIZE, WIDTH);
    kernel.multiply(p.byteOffset, b.byteOffset, d.byteOffset, 0, SIZE, SIZE, SIZE, WIDTH);
    kernel.multiplyTransposed(p.byteOffset, a.byteOffset, e.byteOffset, 0, SIZE, SIZE, SIZE, WIDTH);
    const sum = (n: number, term: (k: number) => number) => {
      let total = 0;
      for (let k = 0; k < n; k++) total += term(k);
      return total;
    };
    for (const [i, j] of [
      [0, 0],
      [3, 9],
      [15, 15],
    ] as const) {
      expect(c[i * SIZE + j]).toBeCloseTo(
        2 * sum(WIDTH, (k) => a[i * WIDTH + k]! * b[j * WIDTH + k]!),
        3,
      );
      expect(d[i * WIDTH + j]).toBeCloseTo(
        sum(SIZE, (k) => p[i * SIZE + k]! * b[k * WIDTH + j]!),
        3,
      );
      expect(e[i * WIDTH + j]).toBeCloseTo(
        sum(SIZE, (k) => p[k * SIZE + i]! * a[k * WIDTH + j]!),
        3,
      );
    }
  });

  it('computes the gradient of the loss it reports', () => {
    const scores = matrix(SIZE, SIZE);
    const statistics = Array.from({ length: 5 }, () => arena.floats(SIZE));
    const [rowMax, rowSum, losses, columnMax, columnSum] = statistics.map((s) => s.byteOffset) as [
      number,
      number,
      number,
      number,
      number,
    ];
    const lossOf = () => {
      kernel.rowStatistics(scores.byteOffset, rowMax, rowSum, losses, 0, SIZE, SIZE);
      return statistics[2]!.reduce((sum, loss) => sum + loss, 0);
    };
    const at = 3 * SIZE + 5;
    const step = 0.05;
    scores[at]! += step;
    const above = lossOf();
    scores[at]! -= 2 * step;
    const below = lossOf();
    scores[at]! += step;
    lossOf();
    kernel.columnStatistics(scores.byteOffset, columnMax, columnSum, 0, SIZE, SIZE);
    kernel.lossGradient(
      scores.byteOffset,
      rowMax,
      rowSum,
      columnMax,
      columnSum,
      1,
      0,
      1,
      0,
      SIZE,
      SIZE,
    );
    expect(scores[at]).toBeCloseTo((above - below) / (2 * step), 3);
  });
});
