import { FormatError } from '../../errors.ts';
import { isObject } from './fields.ts';
import type { Format, FormatItem, TextChunks } from './format.ts';
import { readJsonItem } from './json-item.ts';
import { wholeText } from './text.ts';

/** Fields under which an object may keep its list of papers. */
const LISTS = ['papers', 'results', 'items', 'data', 'entries'];

/**
 * A JSON document: a saved answer of the Daily Papers API, any other array of papers, an object
 * that holds one, or a single paper. Records are numbered as lines, from 1.
 */
export const jsonDocument: Format = {
  name: 'JSON',
  recognises: (head) => /^[[{]\s*(?:[\]}{["]|$)/.test(head),
  read,
};

async function* read(text: TextChunks): AsyncGenerator<FormatItem> {
  const json = await wholeText(text, 'JSON document');
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new FormatError(`This is not valid JSON: ${(cause as Error).message}`, {
      cause,
      hint: 'Fetch the file again; it may be cut off.',
    });
  }
  for (const [index, item] of listIn(value).entries()) yield readJsonItem(item, index + 1);
}

function listIn(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  if (isObject(value)) {
    for (const name of LISTS) if (Array.isArray(value[name])) return value[name];
  }
  return [value];
}
