import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

const PROGRAM = `
import Database from 'better-sqlite3';
import { word } from '../src/word.ts';
const { Client } = await import('pg');
const { one } = new Database(':memory:').prepare('SELECT 1 AS one').get() as { one: number };
console.log(word, one, typeof Client, process.env.OMP_NUM_THREADS, ...process.argv.slice(2));
`;

describe('starting the program', () => {
  let checkout: string;
  const file = (name: string) => path.join(checkout, name);

  // A checkout of its own with a small program, on the packages installed here.
  beforeAll(async () => {
    checkout = await mkdtemp(path.join(tmpdir(), 'paperboy-checkout-'));
    await cp('src/setup', file('src/setup'), { recursive: true });
    await cp('package.json', file('package.json'));
    for (const dir of ['node_modules', 'adapters']) await mkdir(file(dir));
    for (const name of await readdir('node_modules')) {
      if (name !== '.cache') {
        await symlink(path.resolve('node_modules', name), file(`node_modules/${name}`));
      }
    }
    await writeFile(file('adapters/main.ts'), PROGRAM);
  });
  afterAll(() => rm(checkout, { recursive: true }));

  beforeEach(() => writeFile(file('src/word.ts'), "export const word = 'hello';"));

  const { OMP_NUM_THREADS: _, ...env } = process.env;
  const start = (...args: string[]) =>
    new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      const command = [file('src/setup/paperboy.mjs'), ...args];
      execFile(process.execPath, command, { env, cwd: tmpdir() }, (error, stdout, stderr) =>
        resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
      );
    });

  it('makes everything ready once, visibly, and then runs with its arguments', async () => {
    await rm(file('node_modules/.cache'), { recursive: true, force: true });
    const first = await start('ask', 'a b');
    expect(first).toMatchObject({ code: 0, stdout: 'hello 1 function 1 ask a b\n' });
    expect(first.stderr).toContain('paperboy set-up: ready');
    expect(await start('ask')).toEqual({
      code: 0,
      stdout: 'hello 1 function 1 ask\n',
      stderr: '',
    });
  }, 60_000);

  it('bundles again when a source has changed', async () => {
    await start();
    await writeFile(file('src/word.ts'), "export const word = 'good morning';");
    expect((await start()).stdout).toMatch(/^good morning /);
  }, 60_000);

  it('is made ready by one of several that start at once', async () => {
    await rm(file('node_modules/.cache'), { recursive: true, force: true });
    const runs = await Promise.all([start(), start(), start()]);
    expect(runs.map(({ stdout }) => stdout)).toEqual(Array(3).fill('hello 1 function 1\n'));
    expect(runs.filter(({ stderr }) => stderr.includes('ready after'))).toHaveLength(1);
  }, 60_000);

  it('says where the sources are wrong, and recovers', async () => {
    await writeFile(file('src/word.ts'), 'export const wort = 1;');
    const { code, stdout, stderr } = await start();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('adapters/main.ts:3:9: ERROR: No matching export');
    await writeFile(file('src/word.ts'), "export const word = 'better';");
    expect((await start()).stdout).toMatch(/^better /);
  }, 60_000);

  it('keeps the last bundles, which processes may still be running', async () => {
    for (const word of ['a', 'b', 'c', 'd']) {
      await writeFile(file('src/word.ts'), `export const word = '${word}${word}';`);
      await start();
    }
    expect(await readdir(file('dist'))).toHaveLength(3);
  }, 60_000);

  it('asks for the packages where there are none', async () => {
    await rm(file('bare'), { recursive: true, force: true });
    await cp('src/setup', file('bare/src/setup'), { recursive: true });
    const command = [file('bare/src/setup/paperboy.mjs')];
    const stderr = await new Promise((resolve) => {
      execFile(process.execPath, command, (_error, _stdout, text) => resolve(text));
    });
    expect(stderr).toContain('npm ci');
  });

  it('is what npx and npm start run', async () => {
    const { bin, scripts } = JSON.parse(await readFile('package.json', 'utf8'));
    expect(bin.paperboy).toBe('src/setup/paperboy.mjs');
    expect(scripts.start).toBe(`node ${bin.paperboy}`);
  });
});
