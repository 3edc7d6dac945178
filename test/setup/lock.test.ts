import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withLock } from '../../src/setup/lock.mjs';
import { SetUpProblem } from '../../src/setup/problem.mjs';

describe('the lock of a set-up', () => {
  let dir: string;
  let file: string;

  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'paperboy-lock-'));
    file = path.join(dir, 'lock');
  });
  afterEach(() => rm(dir, { recursive: true }));

  const unexpected = () => expect.unreachable('nobody else holds the lock');
  const deadPid = () => spawnSync(process.execPath, ['-e', '']).pid;

  it('gives back what the work gives, and is free again', async () => {
    expect(await withLock(file, async () => 7, unexpected)).toBe(7);
    expect(existsSync(file)).toBe(false);
  });

  it('is free again after work that failed', async () => {
    const failing = withLock(file, () => Promise.reject(new Error('no')), unexpected);
    await expect(failing).rejects.toThrow('no');
    expect(existsSync(file)).toBe(false);
  });

  it('is taken over from a process that died', async () => {
    await writeFile(file, JSON.stringify({ pid: deadPid(), host: hostname() }));
    expect(await withLock(file, async () => 'mine', unexpected)).toBe('mine');
  });

  it('is taken over when its maker died before writing its name', async () => {
    await writeFile(file, '');
    await utimes(file, 1, 1);
    expect(await withLock(file, async () => 'mine', unexpected)).toBe('mine');
  });

  it('is taken over although another process died doing the same', async () => {
    const dead = JSON.stringify({ pid: deadPid(), host: hostname() });
    await writeFile(file, dead);
    await writeFile(`${file}.takeover`, dead);
    expect(await withLock(file, async () => 'mine', unexpected)).toBe('mine');
  });

  it('lets one process work at a time, and tells who is waited for', async () => {
    const journal = path.join(dir, 'journal');
    const program = `
      const { appendFileSync } = await import('node:fs');
      const { setTimeout } = await import('node:timers/promises');
      const { withLock } = await import(process.argv[1]);
      await withLock(process.argv[2], async () => {
        appendFileSync(process.argv[3], 'in ');
        await setTimeout(20);
        appendFileSync(process.argv[3], 'out ');
      }, (pid) => console.log('waiting for', pid));`;
    const module = path.resolve('src/setup/lock.mjs');
    const args = ['--input-type=module', '-e', program, module, file, journal];
    const waits: string[] = [];
    const held = withLock(
      file,
      async () => {
        const children = [1, 2, 3].map(() => spawn(process.execPath, args));
        await Promise.all(
          children.map(async (child) => {
            const [text] = await once(child.stdout, 'data');
            waits.push(String(text).trim());
          }),
        );
        return children.map((child) => once(child, 'exit'));
      },
      unexpected,
    );
    const codes = await Promise.all(await held);
    expect(codes.map(([code]) => code)).toEqual([0, 0, 0]);
    expect(waits).toEqual(Array(3).fill(`waiting for ${process.pid}`));
    expect(await readFile(journal, 'utf8')).toBe('in out '.repeat(3));
  });

  it('says what to do where it cannot write', async () => {
    const below = path.join(file, 'lock');
    await writeFile(file, '');
    await expect(withLock(below, async () => 1, unexpected)).rejects.toThrow();
    if (process.getuid?.() !== 0) {
      await expect(withLock('/usr/lock', async () => 1, unexpected)).rejects.toThrow(SetUpProblem);
    }
  });
});
