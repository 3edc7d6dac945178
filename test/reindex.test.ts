import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../src/config.ts';
import type { Paper } from '../src/corpus/paper.ts';
import { type Logger, silentLogger } from '../src/log.ts';
import { openPaperboy, type Paperboy } from '../src/paperboy.ts';
import { Reindexer, type ReindexParts } from '../src/reindex.ts';
import { temporaryDir } from './helpers/databases.ts';

/** More than are indexed within the process. */
const PAPERS = 320;
const NEW: Paper = {
  id: 'new-1',
  title: 'Tardigrades on glaciers',
  abstract: 'Tardigrades live in the cryoconite holes of glaciers. They feed on algae.',
};

let dataDir: string;
let paperboy: Paperboy;
let parts: ReindexParts;
let reindexer: Reindexer;
let errors: string[];

beforeEach(async () => {
  dataDir = temporaryDir();
  paperboy = await openPaperboy(readConfig({ SENTENCE_ENCODER: 'false' }, { dataDir }));
  await paperboy.papers.put(
    Array.from({ length: PAPERS }, (_, i) => ({
      id: `lake-${i}`,
      title: `Observation ${i} of lake ice`,
      abstract: `The ice of lake ${i} was measured. It melted in week ${i % 20}.`,
    })),
  );
  errors = [];
  const log: Logger = {
    ...silentLogger,
    error: (fields) => errors.push((fields as { err: Error }).err.message),
  };
  const { papers } = paperboy;
  parts = { library: await paperboy.library(), papers, dataDir, log };
  reindexer = new Reindexer(parts);
  onTestFinished(async () => {
    await reindexer.stop();
    await paperboy.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
});

const found = async () =>
  (await (await paperboy.retriever()).search('tardigrades on glaciers'))[0]?.paper.title;

test('a large corpus is indexed by a process of its own, while searches go on', async () => {
  await paperboy.papers.put([NEW]);
  const before = (await paperboy.library()).retriever;
  const running = reindexer.run();
  expect(await found()).not.toBe(NEW.title);
  await running;
  expect(errors).toEqual([]);
  expect(await found()).toBe(NEW.title);
  expect((await paperboy.library()).retriever).not.toBe(before);
  expect((await paperboy.library()).retriever.size).toBe(PAPERS + 1);
});

test('nothing is done when the store is as it was', async () => {
  const { retriever } = await paperboy.library();
  await reindexer.run();
  expect((await paperboy.library()).retriever).toBe(retriever);
});

test('an indexing that fails is told, the old indexes stay in use, and the next one makes it good', async () => {
  await paperboy.papers.put([NEW]);
  // A file where the other process expects the data directory ends it with an error.
  const broken = path.join(dataDir, 'broken');
  writeFileSync(broken, '');
  const failing = new Reindexer({ ...parts, dataDir: broken });
  await failing.run();
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatch(/paperboy index ended with \d+: .*broken/s);
  expect(await found()).not.toBe(NEW.title);
  await reindexer.run();
  expect(await found()).toBe(NEW.title);
});
