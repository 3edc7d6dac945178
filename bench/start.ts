/**
 * Cold start: CPU seconds and peak memory from nothing to a printed answer, beside what one pays
 * anyway (Node doing nothing) and what one would pay without a bundle's splitting (importing
 * LangChain's agent from its package).
 *
 * Usage: npm run bench:start [-- RUNS]
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { packagePath } from '../src/package-root.ts';

const runs = Number(process.argv[2] ?? 10);
const dataDir = path.join(tmpdir(), `paperboy-bench-${process.pid}`);
const launcher = packagePath('src', 'setup', 'paperboy.mjs');
const question = 'How do attention sinks help streaming?';

/** Prints what the process itself used; appended to each program. */
const REPORT = `process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  process.stderr.write('\\n@' + JSON.stringify([(userCPUTime + systemCPUTime) / 1e6, maxRSS / 1024]));
});`;

const programs: [string, string][] = [
  ['node, doing nothing', ''],
  ['import of LangChain’s agent', `await import('langchain');`],
  ['search, printed', run(['search', question])],
  ['ask, printed', run(['ask', question])],
];

function run(args: string[]): string {
  const argv = JSON.stringify([...args, '--data-dir', dataDir]);
  return `process.argv.splice(1, Infinity, ${JSON.stringify(launcher)}, ...${argv}); await import(${JSON.stringify(launcher)});`;
}

/** CPU seconds and resident megabytes of one run. */
function measure(program: string): [cpu: number, memory: number] {
  const { stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', `${REPORT}\n${program}`],
    { encoding: 'utf8', cwd: packagePath() },
  );
  return JSON.parse(stderr.slice(stderr.lastIndexOf('@') + 1));
}

const median = (values: number[]): number =>
  values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

// The first start ingests and indexes the shipped papers.
measure(programs.at(-1)![1]);
let bare = 0;
process.stdout.write('                              CPU s  × bare node   MB\n');
for (const [name, program] of programs) {
  const results = Array.from({ length: runs }, () => measure(program));
  const cpu = median(results.map(([seconds]) => seconds));
  const memory = median(results.map(([, megabytes]) => megabytes));
  bare ||= cpu;
  const columns = [cpu.toFixed(2).padStart(5), (cpu / bare).toFixed(1).padStart(11)];
  process.stdout.write(
    `${name.padEnd(28)}  ${columns.join('  ')}  ${memory.toFixed(0).padStart(4)}\n`,
  );
}
rmSync(dataDir, { recursive: true, force: true });
