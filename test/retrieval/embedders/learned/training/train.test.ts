import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../../../src/random.ts';
import { Encoder } from '../../../../../src/retrieval/embedders/learned/encoder.ts';
import {
  readModel,
  sectionsOf,
} from '../../../../../src/retrieval/embedders/learned/model-file.ts';
import {
  RECIPE,
  type Recipe,
} from '../../../../../src/retrieval/embedders/learned/training/recipe.ts';
import {
  type TrainingRun,
  trainModel,
} from '../../../../../src/retrieval/embedders/learned/training/train.ts';

const TOPICS = [
  ['galaxy', 'telescope', 'star', 'orbit', 'nebula', 'comet', 'planet', 'cosmic'],
  ['enzyme', 'protein', 'cell', 'tissue', 'gene', 'membrane', 'receptor', 'ligand'],
  ['compiler', 'parser', 'syntax', 'grammar', 'token', 'macro', 'linker', 'bytecode'],
];

const RECIPE_FOR_TEST: Recipe = {
  ...RECIPE,
  width: 32,
  batchSize: 64,
  vocabulary: { size: 400, minimumPapers: 2, ngrams: 300, phrases: 20 },
  start: { ...RECIPE.start, papers: 400, passes: 3 },
  pairsPerPaper: 6,
};

/** Papers of three topics: words of one topic go together in sentences with words of none. */
function madeUpPapers(count: number): string {
  const random = new Random(11);
  const pick = (words: readonly string[]) => words[random.below(words.length)] as string;
  const filler = Array.from({ length: 200 }, (_, i) => `filler${i}`);
  return Array.from({ length: count }, (_, paper) => {
    const topic = TOPICS[paper % TOPICS.length] as string[];
    const sentence = () =>
      `The ${pick(topic)} and ${pick(topic)} of ${pick(filler)} ${pick(topic)}.`;
    const abstract = Array.from({ length: 5 }, sentence).join(' ');
    return JSON.stringify({
      title: `${pick(topic)} ${pick(topic)} ${pick(filler)}`,
      abstract,
    });
  }).join('\n');
}

describe('training the embedder', { timeout: 60_000 }, () => {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'train-embedder-'));
  const file = path.join(dir, 'papers.jsonl.gz');
  const run: TrainingRun = {
    files: [file],
    recipe: RECIPE_FOR_TEST,
    work: path.join(dir, 'work'),
    checkpointEvery: 5,
    threads: 1,
    entry: new URL(import.meta.url),
    memory: 64,
    onProgress: () => {},
  };
  let trained: Uint8Array;
  beforeAll(async () => {
    writeFileSync(file, gzipSync(madeUpPapers(600)));
    trained = await trainModel(run);
  }, 60_000);
  afterAll(() => rmSync(dir, { recursive: true }));

  it('brings words of one topic together and keeps topics apart', () => {
    const encoder = new Encoder(readModel(trained, 'test'));
    const words = TOPICS.flatMap((topic, number) =>
      topic.map((word) => {
        const vector = new Float32Array(encoder.dimensions);
        encoder.encode(word, vector, 0);
        return { number, vector };
      }),
    );
    const cosines = { within: [] as number[], across: [] as number[] };
    for (const [i, a] of words.entries()) {
      for (const b of words.slice(i + 1)) {
        const cosine = a.vector.reduce((sum, value, d) => sum + value * b.vector[d]!, 0);
        cosines[a.number === b.number ? 'within' : 'across'].push(cosine);
      }
    }
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    expect(mean(cosines.within)).toBeGreaterThan(mean(cosines.across) + 0.2);
  });

  it('guesses a word that no paper has from the words it looks like', () => {
    const encoder = new Encoder(readModel(trained, 'test'));
    const vectorOf = (text: string) => {
      const vector = new Float32Array(encoder.dimensions);
      encoder.encode(text, vector, 0);
      return vector;
    };
    const cosine = (a: string, b: string) => {
      const other = vectorOf(b);
      return vectorOf(a).reduce((sum, value, d) => sum + value * other[d]!, 0);
    };
    const own: number[] = [];
    const others: number[] = [];
    for (const [number, topic] of TOPICS.entries()) {
      for (const word of topic) {
        const rest = (words: readonly string[]) => words.filter((each) => each !== word).join(' ');
        for (const [other, words] of TOPICS.entries())
          (other === number ? own : others).push(cosine(`${word}ox`, rest(words)));
      }
    }
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    expect(mean(own)).toBeGreaterThan(mean(others) + 0.1);
  });

  it('gives the same model from the same seed, and another from another', async () => {
    expect(sectionsOf(await trainModel(run))).toEqual(sectionsOf(trained));
    const other = await trainModel({ ...run, recipe: { ...RECIPE_FOR_TEST, seed: 2 } });
    expect(sectionsOf(other)).not.toEqual(sectionsOf(trained));
  });

  it('goes on from its checkpoint when it was killed, to the same model', async () => {
    const stepsSeen: number[] = [];
    const killed = trainModel({
      ...run,
      onProgress: (stage, done) => {
        if (stage === 'training' && done === 12) throw new Error('killed');
      },
    });
    await expect(killed).rejects.toThrow('killed');
    expect(existsSync(run.work)).toBe(true);
    const resumed = await trainModel({
      ...run,
      onProgress: (stage, done) => stage === 'training' && stepsSeen.push(done),
    });
    expect(stepsSeen[0]).toBe(11);
    expect(sectionsOf(resumed)).toEqual(sectionsOf(trained));
    expect(existsSync(run.work)).toBe(false);
  });

  it('starts afresh when the checkpoint is of another recipe', async () => {
    const other = { ...run, recipe: { ...RECIPE_FOR_TEST, rate: 0.02 } };
    await expect(
      trainModel({
        ...other,
        onProgress: (stage, done) => {
          if (stage === 'training' && done === 6) throw new Error('killed');
        },
      }),
    ).rejects.toThrow('killed');
    expect(sectionsOf(await trainModel(run))).toEqual(sectionsOf(trained));
  });
});
