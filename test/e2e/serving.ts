import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { packagePath } from '../../src/package-root.ts';
import { bundleProgram } from '../helpers/bundle.ts';
import { temporaryDir } from '../helpers/databases.ts';

/** Room for a busy machine; only a failing test comes near. */
export const PATIENCE_MS = 120_000;

/** Nothing of this machine changes what the program does, and nothing is fetched from outside. */
const ENVIRONMENT = {
  PATH: process.env.PATH,
  OMP_NUM_THREADS: '1',
  SENTENCE_ENCODER: 'false',
  REFRESH_MINUTES: '0',
  HF_API_URL: 'http://127.0.0.1:9',
  ARXIV_API_URL: 'http://127.0.0.1:9',
  PORT: '0',
};

/** A data directory that goes when the test ends. */
export function dataDirectory(): string {
  const dataDir = temporaryDir();
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  return dataDir;
}

/** `paperboy serve` as a process of its own, killed at the latest when the test ends. */
export interface Serving {
  /** All that it wrote to standard error. */
  said(): string;
  /** Waits until it says something; rejects if it ends before. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  kill(signal: NodeJS.Signals): void;
  /** The exit code; null where a signal ended it. */
  ended: Promise<number | null>;
}

/** Starts the program as it is shipped; only its environment differs. */
export async function serve(
  dataDir: string,
  env: Record<string, string>,
  args = ['serve'],
): Promise<Serving> {
  const program = await bundleProgram(packagePath('adapters', 'main.ts'));
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...ENVIRONMENT, PAPERBOY_DATA_DIR: dataDir, ...env },
    // No .env of a developer is read.
    cwd: dataDir,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return {
    said: () => said,
    ended,
    kill: (signal) => void child.kill(signal),
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(said);
          if (match) resolve(match);
        };
        child.stderr.on('data', look);
        void ended.then(() => reject(new Error(`It ended without ${pattern}:\n${said}`)));
        look();
      }),
  };
}
