import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readyEntry, writeStamp } from '../../src/setup/stamp.mjs';

describe('the stamp of a set-up', () => {
  let root: string;
  const file = (name: string) => path.join(root, name);

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'paperboy-stamp-'));
    for (const dir of ['node_modules', 'dist', 'src']) await mkdir(file(dir));
    for (const name of ['node_modules/.package-lock.json', 'dist/main.js', 'src/a.ts']) {
      await writeFile(file(name), 'x');
    }
  });
  afterEach(() => rm(root, { recursive: true }));

  const stamp = (began = Date.now() + 1000) =>
    writeStamp(root, { entry: 'dist/main.js', inputs: ['src/a.ts'], began });

  it('is missing before the first set-up', () => {
    expect(readyEntry(root)).toBeUndefined();
  });

  it('gives the file to run while nothing has changed', () => {
    stamp();
    expect(readyEntry(root)).toBe(file('dist/main.js'));
  });

  it('does not count when a source was edited while the bundle was made', () => {
    stamp(Date.now() - 60_000);
    expect(readyEntry(root)).toBeUndefined();
  });

  it.each([
    ['a source was edited', () => writeFile(file('src/a.ts'), 'longer')],
    ['a source was touched', () => utimes(file('src/a.ts'), 1, 1)],
    ['a source is gone', () => rm(file('src/a.ts'))],
    ['packages were installed', () => writeFile(file('node_modules/.package-lock.json'), 'new')],
    ['the bundle is gone', () => rm(file('dist/main.js'))],
    ['it is not readable', () => writeFile(file('node_modules/.cache/paperboy/set-up.json'), '{')],
  ])('does not count when %s', async (_, change) => {
    stamp();
    await change();
    expect(readyEntry(root)).toBeUndefined();
  });

  it('does not count for another Node', async () => {
    stamp();
    const versions = process.versions;
    const { readFile } = await import('node:fs/promises');
    const written = file('node_modules/.cache/paperboy/set-up.json');
    const text = await readFile(written, 'utf8');
    expect(text).toContain(`abi${versions.modules}`);
    await writeFile(written, text.replace(`abi${versions.modules}`, 'abi1'));
    expect(readyEntry(root)).toBeUndefined();
  });
});
