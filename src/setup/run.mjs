import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { logFile } from './paths.mjs';

/** How much of a tool's output is kept to show when it fails. */
const TAIL = 2000;

/** Prints a line for the person who waits. Standard output is for data, so it goes to stderr. */
export function say(text) {
  process.stderr.write(`paperboy set-up: ${text}\n`);
}

function log(text) {
  mkdirSync(path.dirname(logFile), { recursive: true });
  appendFileSync(logFile, text);
}

/**
 * Runs a tool without a shell, its output going to the log. The tool and what it started end with
 * this process and with the time limit.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{cwd?: string, env?: Record<string, string>, seconds?: number}} [options] `env` is
 *   added to this process' own; `seconds` is the time limit, default 600
 * @returns {Promise<{ok: boolean, tail: string}>} `tail` is the end of what the tool printed
 */
export function run(command, args, { cwd, env, seconds = 600 } = {}) {
  log(`\n$ ${command} ${args.join(' ')}\n`);
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let tail = '';
    const keep = (chunk) => {
      log(chunk);
      tail = (tail + chunk).slice(-TAIL);
    };
    // It leads a process group of its own, so that its children can be ended with it.
    const end = () => {
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {}
    };
    const timer = setTimeout(() => {
      keep(`\nended after ${seconds} s\n`);
      end();
    }, seconds * 1000);
    process.once('exit', end);
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const finish = (ok) => {
      clearTimeout(timer);
      process.off('exit', end);
      resolve({ ok, tail: tail.trim() });
    };
    child.on('error', (error) => {
      keep(`${error.message}\n`);
      finish(false);
    });
    child.on('close', (code) => finish(code === 0));
  });
}

/** Whether a tool is there and runs. */
export async function has(command) {
  return (await run(command, ['--version'], { seconds: 20 })).ok;
}
