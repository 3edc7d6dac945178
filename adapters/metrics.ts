import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Seconds that an answer may take, from a cached page to a slow hosted model. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** What is counted, for Prometheus. */
export function createMetrics(gauges: { papers: () => number }) {
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
  const repairs = new Counter({
    name: 'paperboy_gate_repairs_total',
    help: 'Markers, links and sentences that the gate removed from answers.',
    registers,
  });
  const deliveries = new Counter({
    name: 'paperboy_deliveries_total',
    help: 'Digests by how their delivery ended.',
    labelNames: ['adapter', 'state'],
    registers,
  });
  new Gauge({
    name: 'paperboy_papers',
    help: 'Papers in the index.',
    registers,
    collect() {
      this.set(gauges.papers());
    },
  });
  return {
    /** Counts a request; `ms` in milliseconds. */
    request(of: {
      adapter: string;
      command: string;
      outcome: string;
      ms: number;
      repairs?: number;
    }) {
      const { adapter, command, outcome, ms } = of;
      requests.inc({ adapter, command, outcome });
      seconds.observe({ adapter, command }, ms / 1000);
      if (of.repairs) repairs.inc(of.repairs);
    },
    delivery(of: { adapter: string; state: string }) {
      deliveries.inc(of);
    },
    /** All of it in Prometheus' text format. */
    text: () => registry.metrics(),
  };
}
