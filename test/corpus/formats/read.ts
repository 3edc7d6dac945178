import { createReadStream } from 'node:fs';
import {
  type FormatItem,
  isRejected,
  type ReadRecord,
} from '../../../src/corpus/formats/format.ts';
import { readPapers } from '../../../src/corpus/formats/index.ts';
import { packagePath } from '../../../src/package-root.ts';

/** What the registry reads from a text or bytes. */
export async function readAll(input: string | Uint8Array): Promise<FormatItem[]> {
  return collect(readPapers(once(typeof input === 'string' ? Buffer.from(input) : input)));
}

/** What the registry reads from a recorded file. */
export async function readFixture(name: string): Promise<FormatItem[]> {
  const file = packagePath('test', 'fixtures', 'formats', name);
  return collect(readPapers(createReadStream(file)));
}

/** The records among the items; fails on none. */
export function records(items: FormatItem[]): ReadRecord[] {
  return items.filter((item): item is ReadRecord => !isRejected(item));
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
