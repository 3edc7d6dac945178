/** A question's features and whether the corpus answers it. */
export interface Example {
  features: Record<string, number>;
  answerable: boolean;
  /** How much it counts in the fit. */
  weight: number;
}

export type Weights = Record<string, number>;

const STEPS = 4000;
const RATE = 0.5;
const RIDGE = 1e-4;

/** Fits a logistic function by gradient descent with momentum and a small ridge. */
export function fitLogistic(examples: readonly Example[]): Weights {
  const names = Object.keys(examples[0]!.features);
  const rows = examples.map(({ features }) => [1, ...names.map((name) => features[name]!)]);
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
      speed[j] = 0.95 * speed[j]! - RATE * (slope[j]! / total + RIDGE * weights[j]!);
      weights[j]! += speed[j]!;
    }
  }
  return Object.fromEntries(['bias', ...names].map((name, j) => [name, weights[j]!]));
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
