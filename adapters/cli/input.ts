import { createInterface } from 'node:readline';
import { UsageError } from '../../src/index.ts';

/** Lines of standard input, without the empty ones. */
export async function* inputLines(): AsyncGenerator<string> {
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    if (line.trim()) yield line;
  }
}

/** The words of an argument list as one text. @throws UsageError naming what is missing. */
export function required(words: string[], what: string): string {
  const text = words.join(' ').trim();
  if (!text) throw new UsageError(`${what} is missing.`, { hint: 'See `paperboy help`.' });
  return text;
}

/** Parses a count given as an option. @throws UsageError */
export function count(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1 || number > 1000) {
    throw new UsageError(`“${value}” is no count.`, { hint: 'Give a whole number, 1 to 1000.' });
  }
  return number;
}
