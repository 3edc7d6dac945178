import type { CsvError, Info } from 'csv-parse';
import { FormatError } from '../../errors.ts';
import type { Json } from './fields.ts';
import type { Format, FormatItem, TextChunks } from './format.ts';
import { readJsonItem } from './json-item.ts';

const DELIMITERS = [',', ';', '\t'];
/** Most characters of one record; a quote that is never closed must not swallow a whole file. */
const RECORD_LIMIT = 1024 * 1024;

/** Comma, semicolon or tab separated values with a line of names, one of which is `title`. */
export const csv: Format = {
  name: 'CSV',
  recognises: (head) => delimiterOf(head) !== undefined,
  read,
};

function delimiterOf(head: string): string | undefined {
  const first = head.split(/\r?\n/, 1)[0]!;
  return DELIMITERS.find((delimiter) => {
    const names = first.split(delimiter).map(columnName);
    return names.length > 1 && names.some((name) => name === 'title' || name === 'paper_title');
  });
}

function columnName(name: string): string {
  return (
    name
      .trim()
      .replace(/^"|"$/g, '')
      .trim()
      .replace(/[\s-]+/g, '_')
      // `Arxiv ID` and `TITLE` become `arxiv_id` and `title`; `publishedAt` stays.
      .replace(/^[A-Z].*$/, (name) => name.toLowerCase())
  );
}

async function* read(text: TextChunks): AsyncGenerator<FormatItem> {
  const { parse } = await import('csv-parse');
  const { Readable } = await import('node:stream');
  const { withHead } = await import('./text.ts');
  const { head, text: all } = await withHead(text);
  const skipped: FormatItem[] = [];
  const parser = parse({
    delimiter: delimiterOf(head) ?? ',',
    columns: (names: string[]) => names.map(columnName),
    info: true,
    trim: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: RECORD_LIMIT,
    on_skip: (error: CsvError | undefined) => {
      skipped.push({
        line: lineOf(error),
        reason: `not valid CSV: ${error?.message ?? 'unknown'}`,
      });
      return undefined;
    },
  });
  const source = Readable.from(all);
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: Json; info: Info }>) {
      yield* skipped.splice(0);
      yield readJsonItem(withoutEmpty(record), info.lines - lineBreaks(record));
    }
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
    throw new FormatError(`This CSV cannot be read: ${(cause as Error).message}`, {
      cause,
      hint: 'Check its quotes: a quote inside a field is written twice.',
    });
  } finally {
    source.destroy();
  }
  yield* skipped;
}

function lineOf(error: CsvError | undefined): number {
  const line = error?.lines;
  return typeof line === 'number' ? line : 1;
}

/** The parser counts the lines up to the end of a record. */
function lineBreaks(record: Json): number {
  return Object.values(record).join('').split('\n').length - 1;
}

function withoutEmpty(record: Json): Json {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== ''));
}
