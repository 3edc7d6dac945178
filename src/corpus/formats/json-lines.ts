import type { Format, FormatItem, TextChunks } from './format.ts';
import { readJsonItem } from './json-item.ts';
import { lines } from './text.ts';

/** JSONL: one JSON object a line. Read line by line, so that its size does not matter. */
export const jsonLines: Format = { name: 'JSONL', recognises, read };

/** A first line that is a whole object, or begins like one where it is longer than the head. */
function recognises(head: string): boolean {
  if (!head.startsWith('{')) return false;
  const end = head.indexOf('\n');
  const first = (end === -1 ? head : head.slice(0, end)).trim();
  if (parses(first)) return true;
  // A broken first line is still JSONL if the next is whole: only that record is rejected.
  const second = head
    .slice(end + 1)
    .split('\n', 1)[0]!
    .trim();
  return end !== -1 && first.length > 1 && second.startsWith('{') && parses(second);
}

function parses(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

async function* read(text: TextChunks): AsyncGenerator<FormatItem> {
  for await (const { number, text: line } of lines(text)) {
    if (line === undefined) yield { line: number, reason: 'the line is longer than 4 MB' };
    else if (line.trim()) yield readLine(line, number);
  }
}

function readLine(line: string, number: number): FormatItem {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    return { line: number, reason: `not valid JSON: ${shortly((error as Error).message)}` };
  }
  return readJsonItem(value, number);
}

function shortly(message: string): string {
  return message.length > 120 ? `${message.slice(0, 119)}…` : message;
}
