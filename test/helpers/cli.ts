import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { packagePath } from '../../src/package-root.ts';
import { bundleProgram } from './bundle.ts';

/** What a run of the command line left. */
export interface CliResult {
  code: number;
  stdout: string;
  stderr: string;
}

let program: Promise<string> | undefined;

/** Variables of this machine that would change what the program does are left out. */
const CLEAN = {
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  OMP_NUM_THREADS: '1',
  // Encoding the shipped papers takes each first start seconds.
  SENTENCE_ENCODER: 'false',
};

/** Runs `paperboy ARGS` as a process of its own. */
export async function paperboy(
  args: string[],
  options: { input?: string | Buffer; env?: Record<string, string>; cwd?: string } = {},
): Promise<CliResult> {
  program ??= bundleProgram(packagePath('adapters', 'main.ts'));
  const child = spawn(process.execPath, [await program, ...args], {
    env: { ...CLEAN, ...options.env },
    cwd: options.cwd ?? packagePath('test'),
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');
  const [code, signal] = await once(child, 'close');
  // A native crash ends by a signal: no exit code of ours.
  return { code: code ?? -1, stdout, stderr: signal ? `${stderr}\nended by ${signal}` : stderr };
}
