import type { Format, FormatItem, TextChunks } from './format.ts';
import { listOf } from './json-document.ts';
import { readJsonItem } from './json-item.ts';
import { lines } from './text.ts';

/** JSONL: one JSON object a line. Read line by line, so that its size does not matter. */
export const jsonLines: Format = { name: 'JSONL', recognises, read };

/** A first line that is a whole object, and not one that holds a list of papers. */
function recognises(head: string): boolean {
  if (!head.startsWith('{')) return false;
  const [first = '', second = ''] = head.split('\n', 2).map((line) => line.trim());
  const record = parsed(first);
  if (record !== undefined) return listOf(record) === undefined;
  // A broken first line is still JSONL if the next is whole: only that record is rejected.
  return first.length > 1 && second.startsWith('{') && parsed(second) !== undefined;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
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
