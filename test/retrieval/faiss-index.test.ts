import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  copyFile,
  mkdtemp,
  readdir,
  readFile,
  rm,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { IndexUnusableError, InputError, StoreError } from '../../src/errors.ts';
import { createFaissIndex, openFaissIndex } from '../../src/retrieval/faiss-index.ts';
import { describeVectorIndex, unit } from '../contracts/vector-index.ts';

describeVectorIndex('faiss', createFaissIndex);

describe('a faiss index in a directory', () => {
  const expected = { embedder: 'lsa-1', dimensions: 2 };
  const info = { embedder: 'lsa-1', revision: '7' };
  let dir: string;

  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'paperboy-index-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  const filled = () => {
    const index = createFaissIndex(2);
    index.add(['east', 'north', 'gone'], [unit(1, 0), unit(0, 1), unit(1, 1)]);
    index.remove(['gone']);
    return index;
  };
  const fileOf = async (role: string) =>
    path.join(dir, (await readdir(dir)).find((file) => file.endsWith(`.${role}`))!);

  it('is the same after saving and opening, without what was removed', async () => {
    await filled().save(dir, info);
    const { index, revision } = await openFaissIndex(dir, expected);
    expect(revision).toBe('7');
    expect(index.size).toBe(2);
    expect(index.search([1, 0], 5)).toEqual([
      { id: 'east', score: 1 },
      { id: 'north', score: 0 },
    ]);
    index.add(['south'], [unit(0, -1)]);
    expect(index.search([0, -1], 1)[0]!.id).toBe('south');
  });

  it('is saved empty as well', async () => {
    await createFaissIndex(2).save(dir, info);
    expect((await openFaissIndex(dir, expected)).index.size).toBe(0);
  });

  it('keeps one generation of files', async () => {
    const index = filled();
    for (let i = 0; i < 3; i++) await index.save(dir, info);
    expect((await readdir(dir)).sort()).toEqual([
      expect.stringMatching(/^vectors-\w+\.faiss$/),
      expect.stringMatching(/^vectors-\w+\.ids$/),
      'vectors.json',
    ]);
  });

  it('clears away what a dead writer left, not what another is writing', async () => {
    await writeFile(path.join(dir, 'vectors-dead.faiss'), 'x');
    await utimes(path.join(dir, 'vectors-dead.faiss'), 1, 1);
    await writeFile(path.join(dir, 'vectors-live.faiss'), 'x');
    await filled().save(dir, info);
    const files = await readdir(dir);
    expect(files).not.toContain('vectors-dead.faiss');
    expect(files).toContain('vectors-live.faiss');
  });

  it('stays with the last save when several are asked for at once', async () => {
    const index = filled();
    const first = index.save(dir, { ...info, revision: '1' });
    index.add(['south'], [unit(0, -1)]);
    await Promise.all([first, index.save(dir, { ...info, revision: '2' })]);
    const opened = await openFaissIndex(dir, expected);
    expect(opened.revision).toBe('2');
    expect(opened.index.size).toBe(3);
  });

  const damages: [string, () => Promise<void>][] = [
    ['missing', () => rm(dir, { recursive: true })],
    ['without its vectors', async () => rm(await fileOf('faiss'))],
    ['without its ids', async () => rm(await fileOf('ids'))],
    ['torn', async () => truncate(await fileOf('faiss'), 50)],
    ['emptied', async () => truncate(await fileOf('faiss'), 0)],
    [
      'changed by one bit',
      async () => {
        const bytes = await readFile(await fileOf('faiss'));
        bytes[48]! ^= 1;
        await writeFile(await fileOf('faiss'), bytes);
      },
    ],
    ['with another text as ids', async () => writeFile(await fileOf('ids'), '["e","n"]')],
    ['with a manifest cut short', () => truncate(path.join(dir, 'vectors.json'), 100)],
    ['with a manifest of something else', () => writeFile(path.join(dir, 'vectors.json'), '[1]')],
    ['with null as manifest', () => writeFile(path.join(dir, 'vectors.json'), 'null')],
  ];
  it.each(damages)('is reported unusable when it is %s', async (_, damage) => {
    await filled().save(dir, info);
    await damage();
    await expect(openFaissIndex(dir, expected)).rejects.toThrow(IndexUnusableError);
  });

  const forgeries: [string, (manifest: Record<string, unknown>) => object][] = [
    ['another type', (manifest) => ({ ...manifest, type: 'HNSW32' })],
    ['another metric', (manifest) => ({ ...manifest, metric: 'l2' })],
    ['a later version', (manifest) => ({ ...manifest, version: 2 })],
    ['a wrong count', (manifest) => ({ ...manifest, count: 3 })],
    [
      'a file outside of its directory',
      (manifest) => ({
        ...manifest,
        files: {
          ...(manifest.files as object),
          faiss: { file: 'vectors-/../../../etc/passwd', bytes: 1, sha256: '' },
        },
      }),
    ],
  ];
  it.each(forgeries)('is reported unusable when its manifest names %s', async (_, forge) => {
    await filled().save(dir, info);
    const manifest = path.join(dir, 'vectors.json');
    await writeFile(manifest, JSON.stringify(forge(JSON.parse(await readFile(manifest, 'utf8')))));
    await expect(openFaissIndex(dir, expected)).rejects.toThrow(IndexUnusableError);
  });

  it('is reported unusable for another embedder, naming both', async () => {
    await filled().save(dir, info);
    const opening = openFaissIndex(dir, { embedder: 'lsa-2', dimensions: 2 });
    await expect(opening).rejects.toThrow(/lsa-1.*lsa-2/s);
    await expect(openFaissIndex(dir, { ...expected, dimensions: 3 })).rejects.toThrow(
      IndexUnusableError,
    );
  });

  it('keeps the old index and reports it when the directory cannot be written', async () => {
    await filled().save(dir, info);
    const file = path.join(dir, 'a-file');
    await copyFile(path.join(dir, 'vectors.json'), file);
    await expect(filled().save(file, info)).rejects.toThrow(StoreError);
    if (process.getuid?.() !== 0) {
      await chmod(dir, 0o500);
      await expect(filled().save(dir, info)).rejects.toThrow(/not|denied/i);
      await chmod(dir, 0o700);
    }
    expect((await openFaissIndex(dir, expected)).index.size).toBe(2);
  });

  it('is never seen mixed or missing while two processes write it', async () => {
    await filled().save(dir, info);
    // Compiled into the tree, from where the processes find faiss-node.
    const built = path.resolve(`node_modules/.cache/faiss-index-test-${process.pid}`);
    await build({
      entryPoints: ['src/retrieval/faiss-index.ts'],
      outfile: path.join(built, 'faiss-index.mjs'),
      bundle: true,
      platform: 'node',
      format: 'esm',
      external: ['faiss-node'],
    });
    const program = `
      const { createFaissIndex } = await import(process.argv[1]);
      const count = Number(process.argv[3]);
      const index = createFaissIndex(2);
      index.add(Array.from({ length: count }, (_, i) => String(i)), Array(count).fill([1, 0]));
      for (let i = 0; i < 25; i++) {
        await index.save(process.argv[2], { embedder: 'lsa-1', revision: String(count) });
      }`;
    const writers = [30, 400].map((count) =>
      spawn(
        process.execPath,
        [
          '--input-type=module',
          '-e',
          program,
          path.join(built, 'faiss-index.mjs'),
          dir,
          `${count}`,
        ],
        { stdio: ['ignore', 'ignore', 'inherit'] },
      ),
    );
    const ends = Promise.all(writers.map((writer) => once(writer, 'exit')));
    let running = true;
    const codes = ends.then((exits) => {
      running = false;
      return exits.map(([code]) => code);
    });
    const seen = new Set<string>();
    while (running) {
      const { index, revision } = await openFaissIndex(dir, expected);
      expect([revision, index.size]).toBeOneOf([
        ['7', 2],
        ['30', 30],
        ['400', 400],
      ]);
      seen.add(revision);
    }
    expect(await codes).toEqual([0, 0]);
    await rm(built, { recursive: true });
    expect(seen.size).toBeGreaterThan(1);
  }, 60_000);
});

describe('createFaissIndex', () => {
  it.each([0, -1, 1.5, Number.NaN, 1e9])('refuses %s dimensions', (dimensions) => {
    expect(() => createFaissIndex(dimensions)).toThrow(InputError);
  });

  it('packs itself when most of its vectors were replaced', () => {
    const index = createFaissIndex(2);
    const ids = Array.from({ length: 300 }, (_, i) => `p${i}`);
    for (let round = 0; round < 8; round++) {
      index.add(
        ids,
        ids.map((_, i) => unit(i + 1, round + 1)),
      );
    }
    expect(index.size).toBe(300);
    expect(index.search(unit(1, 8), 1)[0]!.id).toBe('p0');
    expect([...index.entries()]).toHaveLength(300);
  });
});
