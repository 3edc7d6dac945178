import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { isMainThread } from 'node:worker_threads';
import cliProgress from 'cli-progress';
import { packagePath } from '../../../../package-root.ts';
import { RECIPE } from './recipe.ts';
import { serveTeam } from './team.ts';
import { type Stage, trainModel } from './train.ts';

const USAGE = `usage: npm run train:embedder -- DATA_DIR… [--out FILE] [--work DIR] [--threads N] [--seed N]

Trains the built-in embedding model on the *.jsonl.gz files of the directories: one paper a line
with title and abstract. A killed run goes on where it stopped when it is started again.`;

/** Training files of the directories, by name, so that a run can be repeated. */
function papersIn(directories: readonly string[]): string[] {
  return directories.flatMap((directory) =>
    (existsSync(directory) ? readdirSync(directory) : [])
      .filter((name) => name.endsWith('.jsonl.gz'))
      .sort()
      .map((name) => path.join(directory, name)),
  );
}

/** One bar a stage; on standard error that is no terminal, a line every ten seconds. */
function progressBars(): {
  show(stage: Stage, done: number, total: number, note: string): void;
  stop(): void;
} {
  let bar: cliProgress.SingleBar | undefined;
  let current: Stage | undefined;
  return {
    show(stage, done, total, note) {
      if (stage !== current) {
        bar?.stop();
        const format = `${stage.padEnd(9)} {bar} {percentage}% · {duration_formatted} · {note}`;
        bar = new cliProgress.SingleBar(
          { stream: process.stderr, format, noTTYOutput: true, notTTYSchedule: 10_000 },
          cliProgress.Presets.shades_classic,
        );
        bar.start(total, done, { note });
        current = stage;
      }
      bar?.setTotal(total);
      bar?.update(done, { note });
    },
    stop: () => bar?.stop(),
  };
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      out: { type: 'string' },
      work: { type: 'string' },
      threads: { type: 'string' },
      seed: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  const files = papersIn(positionals);
  if (values.help || files.length === 0) {
    const problem = values.help ? '' : `no *.jsonl.gz file in: ${positionals.join(' ')}\n\n`;
    process.stderr.write(`${problem}${USAGE}\n`);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const bars = progressBars();
  const bytes = await trainModel({
    files,
    recipe: { ...RECIPE, seed: Number(values.seed ?? RECIPE.seed) },
    work: values.work ?? packagePath('data', 'embedder-training'),
    checkpointEvery: 200,
    threads: Number(values.threads ?? 2),
    entry: new URL(import.meta.url),
    memory: 4000,
    onProgress: bars.show,
  });
  bars.stop();
  const out = values.out ?? packagePath('src/retrieval/embedders/learned/model.bin');
  writeFileSync(out, bytes);
  process.stderr.write(`${out}: ${(bytes.length / 1e6).toFixed(1)} MB\n`);
}

if (isMainThread) await main();
else serveTeam();
