import { createGunzip } from 'node:zlib';
import { FormatError } from '../../errors.ts';
import type { TextChunks } from './format.ts';

/** Most characters of a document that must be read whole (JSON array, Atom, BibTeX, pasted text). */
const DOCUMENT_LIMIT = 64 * 1024 * 1024;

/** Most characters of one line; a longer one is skipped and reported. */
const LINE_LIMIT = 4 * 1024 * 1024;

const HEAD_LENGTH = 64 * 1024;

/** Bytes as text: gzip is unpacked, UTF-8 and UTF-16 (by its byte order mark) are decoded. */
export async function* decode(bytes: AsyncIterable<Uint8Array>): TextChunks {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  for await (const chunk of await unpacked(bytes)) {
    decoder ??= new TextDecoder(encodingOf(chunk));
    yield decoder.decode(chunk, { stream: true });
  }
  if (decoder) yield decoder.decode();
}

async function unpacked(bytes: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const { first, all } = await peek(bytes, (chunk) => chunk.length, 2);
  const start = Buffer.concat(first);
  if (start[0] !== 0x1f || start[1] !== 0x8b) return all;
  return gunzip(all);
}

async function* gunzip(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { pipeline } = await import('node:stream/promises');
  const stream = createGunzip();
  const done = pipeline(bytes, stream).catch((cause: unknown) => {
    stream.destroy(cause as Error);
  });
  try {
    yield* stream as AsyncIterable<Uint8Array>;
  } catch (cause) {
    throw new FormatError('The gzip file is damaged or cut off.', {
      cause,
      hint: 'Fetch or pack the file again.',
    });
  } finally {
    stream.destroy();
    await done;
  }
}

function encodingOf(chunk: Uint8Array): string {
  if (chunk[0] === 0xff && chunk[1] === 0xfe) return 'utf-16le';
  if (chunk[0] === 0xfe && chunk[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}

/** The beginning of a text (to recognise its format by) and the whole of it, read on demand. */
export async function withHead(text: TextChunks): Promise<{ head: string; text: TextChunks }> {
  const { first, all } = await peek(text, (chunk) => chunk.length, HEAD_LENGTH);
  return { head: first.join('').slice(0, HEAD_LENGTH).trim(), text: all };
}

/** Reads ahead until `need` is reached; `all` yields what was read and then the rest. */
async function peek<T>(
  source: AsyncIterable<T>,
  sizeOf: (chunk: T) => number,
  need: number,
): Promise<{ first: T[]; all: AsyncIterable<T> }> {
  const iterator = source[Symbol.asyncIterator]();
  const first: T[] = [];
  let size = 0;
  while (size < need) {
    const next = await iterator.next();
    if (next.done) break;
    first.push(next.value);
    size += sizeOf(next.value);
  }
  async function* all(): AsyncGenerator<T> {
    yield* first;
    yield* { [Symbol.asyncIterator]: () => iterator };
  }
  return { first, all: all() };
}

/**
 * The whole text, for formats that cannot be read in pieces.
 * @throws FormatError beyond 64 million characters.
 */
export async function wholeText(text: TextChunks, format: string): Promise<string> {
  const parts: string[] = [];
  let length = 0;
  for await (const part of text) {
    length += part.length;
    if (length > DOCUMENT_LIMIT) {
      throw new FormatError(`This ${format} is larger than 64 MB.`, {
        hint: 'Split it, or turn it into JSONL (one JSON object per line), which has no limit.',
      });
    }
    parts.push(part);
  }
  return parts.join('');
}

/** A line of text without its end; `text` is undefined for one too long to be kept. */
export interface Line {
  number: number;
  text: string | undefined;
}

/** The lines of a text, numbered from 1, with bounded memory. */
export async function* lines(text: TextChunks): AsyncGenerator<Line> {
  let number = 1;
  let pending = '';
  let tooLong = false;
  for await (const chunk of text) {
    let start = 0;
    for (let end = chunk.indexOf('\n'); end !== -1; end = chunk.indexOf('\n', start)) {
      const line = pending + chunk.slice(start, end);
      const keep = !tooLong && line.length <= LINE_LIMIT;
      yield { number, text: keep ? line.replace(/\r$/, '') : undefined };
      number++;
      pending = '';
      tooLong = false;
      start = end + 1;
    }
    if (!tooLong) pending += chunk.slice(start);
    if (pending.length > LINE_LIMIT) {
      pending = '';
      tooLong = true;
    }
  }
  if (pending || tooLong) yield { number, text: tooLong ? undefined : pending };
}

/** Line numbers (from 1) of offsets that mostly grow, without counting from the start each time. */
export function lineCounter(source: string): (offset: number) => number {
  let line = 1;
  let counted = 0;
  return (offset) => {
    if (offset < counted) [line, counted] = [1, 0];
    for (let at = source.indexOf('\n', counted); at !== -1 && at < offset; ) {
      line++;
      counted = at + 1;
      at = source.indexOf('\n', counted);
    }
    return line;
  };
}
