import { FormatError } from '../../errors.ts';
import { atomFeed } from './atom-feed.ts';
import { bibtexLibrary } from './bibtex-library.ts';
import { csv } from './csv.ts';
import type { Format, FormatItem, TextChunks } from './format.ts';
import { jsonDocument } from './json-document.ts';
import { jsonLines } from './json-lines.ts';
import { pageText } from './page-text.ts';
import { decode, withHead } from './text.ts';

/** All formats, the more telling first: pasted text is what nothing else claims. */
const formats: readonly Format[] = [
  jsonLines,
  jsonDocument,
  atomFeed,
  bibtexLibrary,
  csv,
  pageText,
];

/**
 * Reads papers from bytes in any known format, gzip unpacked. Records come one by one, so that a
 * large JSONL or CSV file is never held in memory.
 * @throws FormatError when the input is of no known format or cannot be read as a whole.
 */
export async function* readPapers(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<FormatItem> {
  const { head, text } = await withHead(decode(bytes));
  yield* formatOf(head).read(withoutNulls(text));
}

function formatOf(head: string): Format {
  if (!head) {
    throw new FormatError('The input is empty.', { hint: 'Check the path, or what you piped in.' });
  }
  if (head.includes('\0')) {
    throw new FormatError('The input is binary, not text.', { hint: knownFormats() });
  }
  const format = formats.find((candidate) => candidate.recognises(head));
  if (!format) throw new FormatError('The input is of no known format.', { hint: knownFormats() });
  return format;
}

function knownFormats(): string {
  return `Known formats: ${formats.map((format) => format.name).join(', ')}; also packed with gzip.`;
}

async function* withoutNulls(text: TextChunks): TextChunks {
  for await (const chunk of text) yield chunk.includes('\0') ? chunk.replaceAll('\0', ' ') : chunk;
}
