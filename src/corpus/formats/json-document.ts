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
  for (const [index, item] of (listOf(value) ?? [value]).entries()) {
    yield readJsonItem(item, index + 1);
  }
}

/** The list of papers that a JSON value is or holds; undefined if it is one record. */
export function listOf(value: unknown): unknown[] | undefined {
  if (Array.isArray(value)) return value;
  // What has a title is a paper itself, whatever lists it carries.
  if (!isObject(value) || 'title' in value) return undefined;
  const name = LISTS.find((list) => Array.isArray(value[list]));
  return name === undefined ? undefined : (value[name] as unknown[]);
}
