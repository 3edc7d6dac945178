import { isCollectedItem, readCollectedItem } from './collected-item.ts';
import { isObject } from './fields.ts';
import type { FormatItem } from './format.ts';
import { readGenericItem } from './generic-item.ts';
import { isHuggingFaceItem, readHuggingFaceItem } from './hugging-face-item.ts';

/** One JSON value as a paper, by whichever shape it has. */
export function readJsonItem(value: unknown, line: number): FormatItem {
  if (!isObject(value)) return { line, reason: 'not a JSON object' };
  if (isHuggingFaceItem(value)) return { line, ...readHuggingFaceItem(value) };
  if (isCollectedItem(value)) return { line, ...readCollectedItem(value) };
  return { line, ...readGenericItem(value) };
}
