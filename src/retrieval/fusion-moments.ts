/** Vectors looked at; more change the figures by less than a hundredth. */
const SAMPLE = 4096;

/**
 * Mean and covariance of a corpus' vectors, from which follows how a query's cosines are spread
 * over the whole corpus although only the nearest are ever computed.
 */
export interface Moments {
  mean: Float32Array;
  /** dimensions x dimensions, row-major. */
  covariance: Float32Array;
}

/** Collects vectors one by one; beyond a sample, every second, fourth … is left out. */
export class MomentsBuilder {
  #kept: Float32Array[] = [];
  #stride = 1;
  #seen = 0;

  add(vector: ArrayLike<number>): void {
    if (this.#seen++ % this.#stride !== 0) return;
    this.#kept.push(Float32Array.from(vector));
    if (this.#kept.length < 2 * SAMPLE) return;
    this.#kept = this.#kept.filter((_, i) => i % 2 === 0);
    this.#stride *= 2;
  }

  build(dimensions: number): Moments {
    const mean = new Float32Array(dimensions);
    for (const vector of this.#kept) for (let i = 0; i < dimensions; i++) mean[i]! += vector[i]!;
    const n = Math.max(1, this.#kept.length);
    for (let i = 0; i < dimensions; i++) mean[i]! /= n;
    const covariance = new Float32Array(dimensions * dimensions);
    for (const vector of this.#kept) {
      for (let i = 0; i < dimensions; i++) vector[i]! -= mean[i]!;
      for (let i = 0; i < dimensions; i++) {
        const x = vector[i]! / n;
        for (let j = 0; j < dimensions; j++) covariance[i * dimensions + j]! += x * vector[j]!;
      }
    }
    return { mean, covariance };
  }
}

/** How a set of scores is spread. */
export interface Spread {
  mean: number;
  /** Standard deviation, above 0. */
  deviation: number;
}

const LEAST_DEVIATION = 1e-6;

/** The spread of a query's inner products with all vectors. */
export function spreadOf(query: ArrayLike<number>, { mean, covariance }: Moments): Spread {
  let center = 0;
  let variance = 0;
  for (let i = 0; i < mean.length; i++) {
    center += query[i]! * mean[i]!;
    // The matrix is symmetric: what lies beside the diagonal counts twice.
    const row = i * mean.length;
    let below = 0;
    for (let j = 0; j < i; j++) below += covariance[row + j]! * query[j]!;
    variance += query[i]! * (2 * below + covariance[row + i]! * query[i]!);
  }
  return { mean: center, deviation: Math.max(LEAST_DEVIATION, Math.sqrt(Math.max(0, variance))) };
}

/** The spread of scores that are all known. */
export function spreadOfAll(scores: Float32Array): Spread {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < scores.length; i++) {
    sum += scores[i]!;
    squares += scores[i]! * scores[i]!;
  }
  const mean = sum / scores.length;
  const variance = Math.max(0, squares / scores.length - mean * mean);
  return { mean, deviation: Math.max(LEAST_DEVIATION, Math.sqrt(variance)) };
}
