import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Random } from '../../../../random.ts';
import { Checkpoint } from './checkpoint.ts';
import { readPapers } from './dataset.ts';
import { exportModel } from './export.ts';
import { compileKernel, instantiateKernel, SharedArena } from './kernel.ts';
import { lexicalNeighbours } from './neighbours.ts';
import { PairSampler } from './pairs.ts';
import { PaperOrder } from './paper-order.ts';
import type { Recipe } from './recipe.ts';
import { startTable } from './start-table.ts';
import { Team } from './team.ts';
import { Trainer } from './trainer.ts';
import { buildVocabulary, STOP_WORDS } from './vocabulary-builder.ts';

export type Stage = 'reading' | 'neighbours' | 'starting' | 'training';

export interface TrainingRun {
  /** Gzipped JSON lines of papers. */
  readonly files: readonly string[];
  readonly recipe: Recipe;
  /** Directory of the checkpoint; removed when training is done. */
  readonly work: string;
  /** Steps between checkpoints. */
  readonly checkpointEvery: number;
  /** The result does not depend on it. */
  readonly threads: number;
  /** The module that the other threads run; it must call `serveTeam`. */
  readonly entry: URL;
  /** Memory for everything, in MiB: about 3,500 for 270,000 papers. */
  readonly memory: number;
  readonly onProgress: (stage: Stage, done: number, total: number, note: string) => void;
}

/** Papers looked at per step, beyond the batch's size: some are too short for the pair that is drawn. */
const SPARE = 1.2;

/** Trains a model from nothing, or from where a run on the same data and recipe stopped; gives the file's bytes. */
export async function trainModel(run: TrainingRun): Promise<Uint8Array> {
  const { files, recipe, onProgress } = run;
  const startedAt = process.cpuUsage();
  const papers = await readPapers(files, (total) => {
    if (total % 1000 === 0) onProgress('reading', total, total, `${total} papers`);
  });
  const vocabulary = buildVocabulary(papers, recipe.vocabulary);
  const { hardNegatives } = recipe;
  const neighbours = lexicalNeighbours(papers, hardNegatives.found, (done) => {
    if (done % 1000 === 0) onProgress('neighbours', done, papers.count, '');
  });

  const arena = SharedArena.ofSize(run.memory);
  const module = await compileKernel();
  const kernel = instantiateKernel(module, arena.memory);
  const team = new Team(kernel, module, arena.memory, run.threads, run.entry);
  try {
    const random = new Random(recipe.seed);
    const { passes } = recipe.start;
    const table = startTable(papers, vocabulary, recipe, random, team, arena, (done) =>
      onProgress('starting', done, passes, ''),
    );
    const steps = Math.floor((papers.count * recipe.pairsPerPaper) / recipe.batchSize);
    const sampler = new PairSampler(papers, vocabulary, recipe);
    const trainer = new Trainer(recipe, table, sampler, team, arena, steps);
    const order = new PaperOrder(papers.count, neighbours, hardNegatives);
    const key = JSON.stringify([recipe, papers.count, papers.words.length]);
    const checkpoint = new Checkpoint(run.work, key);
    const resumed = checkpoint.load(trainer, order);
    if (resumed) random.state = resumed.randomState;
    const drawn = Math.floor(recipe.batchSize * SPARE);
    while (trainer.step < steps) {
      const loss = trainer.train(order.next(drawn, random), random);
      if (trainer.step % run.checkpointEvery === 0) {
        checkpoint.save(trainer, order, random.state);
      }
      onProgress('training', trainer.step, steps, `loss ${loss.toFixed(3)}`);
      // A step blocks the event loop; what others wait for happens between steps.
      await setImmediate();
    }
    checkpoint.remove();
    const cpu = process.cpuUsage(startedAt);
    return exportModel({
      name: recipe.name,
      version: recipe.version,
      dimensions: recipe.width,
      table: trainer.table,
      stems: vocabulary.stems,
      ngrams: vocabulary.ngrams,
      phrases: vocabulary.phrases,
      surfaces: papers.surfaces,
      rowOfSurface: vocabulary.rowOfSurface,
      ignored: STOP_WORDS,
      // As long as the row of a word that occurs in one paper.
      unknownLength: Math.log(papers.count),
      training: {
        data: files.map((file) => path.basename(file)),
        papers: papers.count,
        words: papers.words.length,
        pairs: steps * recipe.batchSize,
        recipe,
        cpuSeconds: Math.round((cpu.user + cpu.system) / 1e6),
      },
    });
  } finally {
    await team.close();
  }
}
