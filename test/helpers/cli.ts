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

/** `paperboy ARGS` in a terminal of its own, as a person uses it. */
export interface TerminalSession {
  /** Types a line; gives what is shown until the next prompt, or until the program ends. */
  say(line: string): Promise<string>;
  /** Presses keys, without Enter. */
  press(keys: string): void;
  /** The exit code, once the program has ended. */
  ended: Promise<number>;
}

const PROMPT = /› $/;
/** Colours and cursor movements. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal writes them.
const SEQUENCE = /\u001b\[[0-9;?]*[A-Za-z]/g;

/** Starts it under util-linux' `script`, which gives it a terminal, and waits for its first prompt. */
export async function inTerminal(
  args: string[],
  env: Record<string, string> = {},
): Promise<TerminalSession> {
  program ??= bundleProgram(packagePath('adapters', 'main.ts'));
  const command = [process.execPath, await program, ...args].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['-qfec', command, '/dev/null'], {
    env: { ...CLEAN, TERM: 'xterm', COLUMNS: '100', ...env },
    cwd: packagePath('test'),
  });
  let shown = '';
  let changed = () => {};
  child.stdout.setEncoding('utf8').on('data', (text) => {
    shown += text;
    changed();
  });
  let isOver = false;
  const ended = once(child, 'close').then(([code]) => {
    isOver = true;
    changed();
    return code as number;
  });
  const next = async (): Promise<string> => {
    for (;;) {
      const text = shown.replace(SEQUENCE, '').replace(/\r/g, '');
      if (isOver || PROMPT.test(text)) {
        shown = '';
        return text.replace(PROMPT, '');
      }
      await new Promise<void>((resolve) => {
        changed = resolve;
      });
    }
  };
  await next();
  return {
    say(line) {
      child.stdin.write(`${line}\r`);
      return next();
    },
    press(keys) {
      child.stdin.write(keys);
    },
    ended,
  };
}
