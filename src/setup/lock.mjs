import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { SetUpProblem } from './problem.mjs';

/** Longest that one set-up may take; a lock older than this belongs to nobody. */
const LONGEST_MS = 30 * 60 * 1000;

const POLL_MS = 200;

/** Creates a file with this process' name in it; false if it is there already. */
function create(file) {
  try {
    const fd = openSync(file, 'wx');
    writeSync(fd, JSON.stringify({ pid: process.pid, host: hostname() }));
    closeSync(fd);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, under another account.
    return error.code === 'EPERM';
  }
}

/** Who holds the lock: its pid, or undefined when nobody does any more. */
function holder(file) {
  let text;
  let age;
  try {
    text = readFileSync(file, 'utf8');
    age = Date.now() - statSync(file).mtimeMs;
  } catch {
    return undefined;
  }
  if (age > LONGEST_MS) return undefined;
  try {
    const { pid, host } = JSON.parse(text);
    return host !== hostname() || isAlive(pid) ? pid : undefined;
  } catch {
    // Its maker is between creating and writing it, or died there.
    return age < 5000 ? 'unknown' : undefined;
  }
}

/** Removes a dead process' lock. The guard keeps two processes from removing each other's. */
function removeStale(file) {
  const guard = `${file}.takeover`;
  if (!create(guard)) {
    if (holder(guard) === undefined) rmSync(guard, { force: true });
    return;
  }
  if (holder(file) === undefined) rmSync(file, { force: true });
  rmSync(guard, { force: true });
}

/**
 * Runs work that only one process may do at a time; others wait their turn. The lock of a process
 * that was killed is taken over.
 *
 * @param {string} file the lock file
 * @param {() => Promise<T>} work
 * @param {(pid: number) => void} onWait called once when another process holds the lock
 * @returns {Promise<T>}
 * @template T
 */
export async function withLock(file, work, onWait) {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    for (let waited = false; !create(file); waited = true) {
      const pid = holder(file);
      if (pid === undefined) removeStale(file);
      else if (!waited) onWait(pid);
      await sleep(POLL_MS);
    }
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS', 'ENOSPC'].includes(error.code)) throw error;
    throw new SetUpProblem(
      `The set-up cannot write to ${path.dirname(file)} (${error.code}). Run it once as an account ` +
        'that may (`npm run setup`), or make the checkout writable; afterwards it can be read-only.',
    );
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}
