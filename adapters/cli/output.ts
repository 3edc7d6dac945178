import { type Style, styleOf } from './terminal.ts';

/** Where a command writes: data to standard output, everything else to standard error. */
export interface Output {
  readonly style: Style;
  /** A line (or several) of what was asked for. */
  data(text: string): void;
  /** One JSON value on one line. */
  json(value: unknown): void;
  /** A remark for the person, not part of the data. */
  note(text: string): void;
}

/** Output on this process' streams. */
export function processOutput(): Output {
  // A reader that has seen enough (`| head`) closes the pipe: that is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    style: styleOf(process.stdout),
    data: (text) => process.stdout.write(`${text}\n`),
    json: (value) => process.stdout.write(`${JSON.stringify(value)}\n`),
    note: (text) => process.stderr.write(`${text}\n`),
  };
}
