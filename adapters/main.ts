import { asStoreError, PaperboyError } from '../src/index.ts';
import { processOutput } from './cli/output.ts';
import { runProgram } from './cli/program.ts';

/** Says what failed and what to do, and returns the exit code. */
function report(thrown: unknown, note: (text: string) => void): number {
  const error = asStoreError(thrown) ?? thrown;
  if (error instanceof PaperboyError) {
    note(`paperboy: ${error.message}`);
    if (error.hint) note(error.hint);
    return error.exitCode;
  }
  note(`paperboy: unexpected failure, please report it.\n${(error as Error)?.stack ?? error}`);
  return 1;
}

async function main(args: string[]): Promise<number> {
  const output = processOutput();
  try {
    return await runProgram(args, output);
  } catch (error) {
    return report(error, output.note);
  }
}

process.exitCode = await main(process.argv.slice(2));
