import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Telemetry } from '../src/index.ts';

/** Seconds that a stage or an answer may take, from a search in memory to a slow hosted model. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
/** Seconds from slot to post: a poll or two, a platform's pause, a night's outage. */
const LAGS = [1, 5, 15, 30, 60, 120, 300, 900, 3600, 6 * 3600, 24 * 3600, 72 * 3600];
const TENTHS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

/** What is counted, for Prometheus. */
export interface Metrics extends Telemetry {
  /** Tells how many papers the index holds, asked whenever the metrics are read. */
  countPapers(papers: () => number): void;
  /** All of it in Prometheus' text format. */
  text(): Promise<string>;
}

/**
 * Counts in memory, per process. All labels come from small fixed sets (adapters, commands,
 * outcomes, configured models), so that no number of users makes more series.
 */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const requests = new Counter({
    name: 'paperboy_requests_total',
    help: 'Messages and commands by how they ended.',
    labelNames: ['adapter', 'command', 'outcome'],
    registers,
  });
  const seconds = new Histogram({
    name: 'paperboy_request_seconds',
    help: 'Time from message to final reply.',
    labelNames: ['adapter', 'command'],
    buckets: SECONDS,
    registers,
  });
  const stages = new Histogram({
    name: 'paperboy_stage_seconds',
    help: 'Time of one stage: wait for the conversation, search, call of a model, gate.',
    labelNames: ['stage'],
    buckets: SECONDS,
    registers,
  });
  const scores = new Histogram({
    name: 'paperboy_retrieval_score',
    help: 'Calibrated score of the best paper of each search; 0 where none was found.',
    buckets: TENTHS,
    registers,
  });
  const repairs = new Counter({
    name: 'paperboy_gate_repairs_total',
    help: 'Markers, links and sentences that the gate removed from answers.',
    registers,
  });
  const calls = new Counter({
    name: 'paperboy_model_calls_total',
    help: 'Calls of chat models: ok, stopped, or the kind of failure.',
    labelNames: ['model', 'outcome'],
    registers,
  });
  const tokens = new Counter({
    name: 'paperboy_model_tokens_total',
    help: 'Tokens that the providers say were read and written.',
    labelNames: ['model', 'direction'],
    registers,
  });
  const deliveries = new Counter({
    name: 'paperboy_deliveries_total',
    help: 'Digests by how their delivery ended.',
    labelNames: ['adapter', 'state'],
    registers,
  });
  const lags = new Histogram({
    name: 'paperboy_delivery_lag_seconds',
    help: 'Time from the planned instant of a digest to its post.',
    labelNames: ['adapter'],
    buckets: LAGS,
    registers,
  });
  const queue = new Gauge({
    name: 'paperboy_queue',
    help: 'Messages that wait for their conversation, and that are worked on.',
    labelNames: ['state'],
    registers,
  });
  // Known from the first scrape on, so that a rate over them needs no first event.
  for (const state of ['waiting', 'working']) queue.set({ state }, 0);
  return {
    request({ adapter, command, outcome, ms, repairs: removed }) {
      requests.inc({ adapter, command, outcome });
      seconds.observe({ adapter, command }, ms / 1000);
      repairs.inc(removed);
    },
    stage(stage, ms) {
      stages.observe({ stage }, ms / 1000);
    },
    bestScore(score) {
      scores.observe(score);
    },
    modelCall({ model, outcome, ms, inputTokens = 0, outputTokens = 0 }) {
      calls.inc({ model, outcome });
      stages.observe({ stage: 'model' }, ms / 1000);
      if (inputTokens) tokens.inc({ model, direction: 'input' }, inputTokens);
      if (outputTokens) tokens.inc({ model, direction: 'output' }, outputTokens);
    },
    delivery({ adapter, state, lagMs }) {
      deliveries.inc({ adapter, state });
      if (state === 'sent') lags.observe({ adapter }, Math.max(0, lagMs) / 1000);
    },
    queue(state, by) {
      queue.inc({ state }, by);
    },
    countPapers(papers) {
      new Gauge({
        name: 'paperboy_papers',
        help: 'Papers in the index.',
        registers,
        collect() {
          this.set(papers());
        },
      });
    },
    text: () => registry.metrics(),
  };
}
