import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { isMainThread } from 'node:worker_threads';
import cliProgress from 'cli-progress';
import { packagePath } from '../../../../package-root.ts';
import { Checkpoint } from './checkpoint.ts';
import { readPapers } from './dataset.ts';
import { exportModel } from './export.ts';
import { compileKernel, instantiateKernel, SharedArena } from './kernel.ts';
import { PairSampler } from './pairs.ts';
import { Random } from './random.ts';
import { RECIPE, type Recipe } from './recipe.ts';
import { inverseDocumentFrequency, startTable } from './start-table.ts';
import { serveTeam, Team } from './team.ts';
import { Trainer } from './trainer.ts';
import { buildVocabulary, STOP_WORDS } from './vocabulary-builder.ts';

const USAGE = `usage: npm run train:embedder -- DATA_DIR… [--out FILE] [--work DIR] [--threads N] [--seed N]

Trains the built-in embedding model on the *.jsonl.gz files of the directories: one paper a line
with title, abstract and categories. A killed run goes on where it stopped when it is started again.`;

/** Training files of the directories, by name, so that a run can be repeated. */
function papersIn(directories: readonly string[]): string[] {
  return directories.flatMap((directory) =>
    readdirSync(directory)
      .filter((name) => name.endsWith('.jsonl.gz'))
      .sort()
      .map((name) => path.join(directory, name)),
  );
}

function progressBar(name: string, total: number) {
  const bar = new cliProgress.SingleBar(
    {
      stream: process.stderr,
      format: `${name.padEnd(9)} {bar} {percentage}% · {eta_formatted} left · {note}`,
      noTTYOutput: true,
      notTTYSchedule: 10_000,
    },
    cliProgress.Presets.shades_classic,
  );
  bar.start(total, 0, { note: '' });
  return bar;
}

/** Trains and returns the bytes of the model file. */
async function train(
  files: readonly string[],
  recipe: Recipe,
  work: string,
  threads: number,
): Promise<Uint8Array> {
  const startedAt = process.cpuUsage();
  const reading = progressBar('reading', 50_000 * files.length);
  const papers = await readPapers(files, (total) => total % 1000 === 0 && reading.update(total));
  reading.stop();
  const vocabulary = buildVocabulary(
    papers,
    recipe.vocabulary.size,
    recipe.vocabulary.minimumPapers,
  );

  const arena = SharedArena.ofSize(4000);
  const module = await compileKernel();
  const team = new Team(
    instantiateKernel(module, arena.memory),
    module,
    arena.memory,
    threads,
    new URL(import.meta.url),
  );
  const random = new Random(recipe.seed);
  const starting = progressBar('starting', recipe.start.passes);
  const table = startTable(papers, vocabulary, recipe, random, team, arena, (done) =>
    starting.update(done),
  );
  starting.stop();

  const steps = Math.floor((papers.count * recipe.pairsPerPaper) / recipe.batchSize);
  const idf = inverseDocumentFrequency(papers.count, vocabulary);
  const sampler = new PairSampler(
    papers,
    vocabulary.rowOfSurface,
    idf,
    recipe.pairs,
    recipe.maskShare,
  );
  const trainer = new Trainer(recipe, table, sampler, team, arena, steps);
  const order = Int32Array.from({ length: papers.count }, (_, paper) => paper);
  const checkpoint = new Checkpoint(
    work,
    JSON.stringify([recipe, papers.count, papers.words.length]),
  );
  const resumed = checkpoint.load(trainer, order);
  if (resumed) random.state = resumed.randomState;
  let position = resumed?.position ?? papers.count;
  const drawn = Math.floor(recipe.batchSize * 1.2);
  const training = progressBar('training', steps);
  while (trainer.step < steps) {
    if (position + drawn > papers.count) {
      random.shuffle(order);
      position = 0;
    }
    const loss = trainer.train(order.subarray(position, position + drawn), random);
    position += drawn;
    training.update(trainer.step, { note: `loss ${loss.toFixed(3)}` });
    // Steps block the event loop; the bar is drawn between them.
    if (trainer.step % 10 === 0) await setImmediate();
    if (trainer.step % 200 === 0) checkpoint.save(trainer, order, position, random.state);
  }
  training.stop();
  await team.close();
  checkpoint.remove();
  const cpu = process.cpuUsage(startedAt);
  const longest = Math.log(papers.count);
  return exportModel({
    name: recipe.name,
    version: recipe.version,
    dimensions: recipe.width,
    table: trainer.table,
    surfaces: papers.surfaces,
    rowOfSurface: vocabulary.rowOfSurface,
    ignored: STOP_WORDS,
    unknownLength: longest,
    training: {
      data: files.map((file) => path.basename(file)),
      papers: papers.count,
      words: papers.words.length,
      pairs: steps * recipe.batchSize,
      recipe,
      cpuSeconds: Math.round((cpu.user + cpu.system) / 1e6),
    },
  });
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
    process.stderr.write(`${USAGE}\n`);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const out = values.out ?? packagePath('src/retrieval/embedders/learned/model.bin');
  const recipe = { ...RECIPE, seed: Number(values.seed ?? RECIPE.seed) };
  const work = values.work ?? packagePath('data', 'embedder-training');
  const bytes = await train(files, recipe, work, Number(values.threads ?? 2));
  writeFileSync(out, bytes);
  process.stderr.write(`${out}: ${(bytes.length / 1e6).toFixed(1)} MB\n`);
}

if (isMainThread) await main();
else serveTeam();
