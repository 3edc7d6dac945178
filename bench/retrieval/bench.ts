/**
 * Measures search beside what a user would take instead, on the same papers and queries in the same
 * run; each system in a process of its own. Usage: `npm run bench:retrieval -- PAPERS.jsonl…` with
 * arXiv papers, one JSON object a line (`.gz` too), and `--sizes 10000,100000`. Queries are titles of
 * papers that are not indexed. Times are of this machine; compare the ratios.
 */
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import type { Paper } from '../../src/corpus/paper.ts';
import { quantile } from '../../src/eval/retrieval-metrics.ts';
import { systems } from './systems.ts';

const QUERIES = 200;
/** A slow system is asked as many queries as fit. */
const QUERY_BUDGET_MS = 30_000;
const BUILD_LIMIT_MS = 10 * 60_000;

interface Measured {
  papersPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  queries: number;
  /** Resident memory after the queries, less that before the index, papers included. */
  memoryMb: number;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sizes: { type: 'string', default: '10000,100000' },
    system: { type: 'string' },
    size: { type: 'string' },
  },
});

if (values.system) process.send!(await measure(values.system, Number(values.size)));
else await compare();
process.exit(0);

async function compare(): Promise<void> {
  for (const size of values.sizes.split(',').map(Number)) {
    console.log(`\n${size} papers (x: times Paperboy's figure)`);
    let own: Measured | undefined;
    for (const name of Object.keys(systems)) {
      const measured = await inChild(name, size);
      own ??= measured;
      console.log(measured && own ? row(name, measured, own) : `${name.padEnd(28)} gave up`);
    }
  }
}

function row(name: string, measured: Measured, own: Measured): string {
  const cell = (key: keyof Measured, unit: string) =>
    `${measured[key].toFixed(key.endsWith('Ms') ? 1 : 0)} ${unit} (x${(measured[key] / own[key]).toFixed(2)})`.padEnd(
      26,
    );
  return [
    name.padEnd(28),
    cell('p50Ms', 'ms p50'),
    cell('p99Ms', 'ms p99'),
    cell('papersPerSecond', 'papers/s'),
    cell('memoryMb', 'MB'),
  ].join('');
}

function inChild(system: string, size: number): Promise<Measured | undefined> {
  return new Promise((resolve) => {
    const child = fork(
      fileURLToPath(import.meta.url),
      [...positionals, '--system', system, '--size', `${size}`],
      { execArgv: ['--max-old-space-size=8192'], env: { ...process.env, OMP_NUM_THREADS: '1' } },
    );
    const timer = setTimeout(() => child.kill('SIGKILL'), BUILD_LIMIT_MS);
    let result: Measured | undefined;
    child.on('message', (message) => {
      result = message as Measured;
    });
    child.on('exit', () => {
      clearTimeout(timer);
      resolve(result);
    });
  });
}

async function measure(system: string, size: number): Promise<Measured> {
  const papers = read(size + QUERIES);
  const before = process.memoryUsage().rss;
  const started = performance.now();
  const search = await systems[system]!(papers.slice(0, size));
  const seconds = (performance.now() - started) / 1000;
  const times: number[] = [];
  const end = performance.now() + QUERY_BUDGET_MS;
  for (const { title } of papers.slice(size)) {
    const asked = performance.now();
    await search(title);
    times.push(performance.now() - asked);
    if (performance.now() > end) break;
  }
  return {
    papersPerSecond: size / seconds,
    p50Ms: quantile(times, 0.5),
    p99Ms: quantile(times, 0.99),
    queries: times.length,
    memoryMb: (process.memoryUsage().rss - before) / 2 ** 20,
  };
}

function read(wanted: number): Paper[] {
  const papers = new Map<string, Paper>();
  for (const file of positionals) {
    const bytes = readFileSync(file);
    const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
    for (const line of text.split('\n')) {
      if (papers.size === wanted) return [...papers.values()];
      if (!line) continue;
      const { id, title, abstract } = JSON.parse(line) as Paper;
      papers.set(id, { id, title, abstract });
    }
  }
  throw new Error(`The files hold ${papers.size} papers, and ${wanted} are needed.`);
}
