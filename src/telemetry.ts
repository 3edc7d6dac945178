/** How a message or command ended; `outcome` is an answer's status, `done` or `failed`. */
export interface ObservedRequest {
  adapter: string;
  command: string;
  outcome: string;
  /** Milliseconds from message to final reply. */
  ms: number;
  /** What the gate removed from an answer. */
  repairs: number;
}

/**
 * Where the time of a request goes beside calls of the model: waiting for the conversation's earlier
 * messages, one search, and all the gate's work on one answer.
 */
export type Stage = 'wait' | 'search' | 'gate';

/** One call of a chat model. Tokens are known where the provider tells them. */
export interface ObservedModelCall {
  /** Such as `openai:gpt-4o`. */
  model: string;
  /** `ok`, `stopped` by the reader, or the kind of failure. */
  outcome: string;
  ms: number;
  inputTokens?: number;
  outputTokens?: number;
}

/** How the delivery of a digest ended. */
export interface ObservedDelivery {
  adapter: string;
  state: string;
  /** Milliseconds from the planned instant. */
  lagMs: number;
}

/**
 * Told what happens, in numbers and in names from small sets: no texts, and no ids of people or
 * channels. Nothing here may throw or wait.
 */
export interface Telemetry {
  request(request: ObservedRequest): void;
  stage(stage: Stage, ms: number): void;
  /** Calibrated score in [0, 1] of the best paper of a search; 0 where none was found. */
  bestScore(score: number): void;
  modelCall(call: ObservedModelCall): void;
  delivery(delivery: ObservedDelivery): void;
  /** Messages waiting for their conversation's turn, or being worked on, became more or fewer. */
  queue(state: 'waiting' | 'working', by: 1 | -1): void;
}

/** Counts nothing; for one-shot commands and tests. */
export const noTelemetry: Telemetry = {
  request() {},
  stage() {},
  bestScore() {},
  modelCall() {},
  delivery() {},
  queue() {},
};
