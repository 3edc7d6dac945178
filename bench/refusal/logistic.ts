/** A question's features and whether the corpus answers it. */
export interface Example {
  features: Record<string, number>;
  answerable: boolean;
  /** How much it counts in the fit. */
  weight: number;
}

export type Weights = Record<string, number>;

const STEPS = 2000;
const RATE = 0.5;
const RIDGE = 1e-4;

/**
 * Fits a logistic function by gradient descent with momentum and a small ridge, on features brought to mean 0 and
 * deviation 1: so that it comes to its end whatever their scales.
 */
export function fitLogistic(examples: readonly Example[]): Weights {
  const names = Object.keys(examples[0]!.features);
  const scales = names.map((name) => scaleOf(examples.map(({ features }) => features[name]!)));
  const rows = examples.map(({ features }) => [
    1,
    ...names.map((name, j) => (features[name]! - scales[j]!.mean) / scales[j]!.deviation),
  ]);
  const total = examples.reduce((sum, { weight }) => sum + weight, 0);
  const weights = new Float64Array(names.length + 1);
  const speed = new Float64Array(weights.length);
  for (let step = 0; step < STEPS; step++) {
    const slope = new Float64Array(weights.length);
    for (const [i, row] of rows.entries()) {
      const { answerable, weight } = examples[i]!;
      const wrong = (sigmoid(dot(row, weights)) - (answerable ? 1 : 0)) * weight;
      for (let j = 0; j < row.length; j++) slope[j]! += wrong * row[j]!;
    }
    for (let j = 0; j < weights.length; j++) {
      const ridge = j > 0 ? RIDGE * weights[j]! : 0;
      speed[j] = 0.95 * speed[j]! - RATE * (slope[j]! / total + ridge);
      weights[j]! += speed[j]!;
    }
  }
  const own = names.map((_, j) => weights[j + 1]! / scales[j]!.deviation);
  const bias = own.reduce((sum, weight, j) => sum - weight * scales[j]!.mean, weights[0]!);
  return { bias, ...Object.fromEntries(names.map((name, j) => [name, own[j]!])) };
}

function scaleOf(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) || 1 };
}

/** Probability that a question with these features is answerable. */
export function predict(weights: Weights, features: Record<string, number>): number {
  let sum = weights.bias!;
  for (const [name, value] of Object.entries(features)) sum += weights[name]! * value;
  return sigmoid(sum);
}

function dot(row: readonly number[], weights: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < row.length; j++) sum += row[j]! * weights[j]!;
  return sum;
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
