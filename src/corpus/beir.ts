import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { FormatError } from '../errors.ts';

/** A retrieval test collection in BEIR's layout. */
export interface BeirCollection {
  documents: { id: string; title: string; text: string }[];
  /** Those with at least one judgement. */
  queries: { id: string; text: string }[];
  /** Grades by query id, then document id. */
  judgements: Map<string, Map<string, number>>;
}

/**
 * Reads a folder with `corpus.jsonl`, `queries.jsonl` and `qrels/test.tsv` (with a header line).
 * @throws FormatError when a file is missing or a line is none of its kind
 */
export async function readBeir(dir: string): Promise<BeirCollection> {
  const documents: BeirCollection['documents'] = [];
  for await (const row of jsonLines(path.join(dir, 'corpus.jsonl'))) {
    documents.push({ id: row._id, title: row.title ?? '', text: row.text ?? '' });
  }
  const judgements: BeirCollection['judgements'] = new Map();
  for await (const { line, number, file } of lines(path.join(dir, 'qrels', 'test.tsv'))) {
    if (number === 1 && line.startsWith('query-id')) continue;
    const [query, document, grade] = line.split('\t');
    if (!query || !document || !Number.isFinite(Number(grade))) {
      throw new FormatError(`${file}:${number} is not "query, document, grade" parted by tabs.`);
    }
    const judged = judgements.get(query) ?? new Map<string, number>();
    judgements.set(query, judged.set(document, Number(grade)));
  }
  const queries: BeirCollection['queries'] = [];
  for await (const row of jsonLines(path.join(dir, 'queries.jsonl'))) {
    if (judgements.has(row._id)) queries.push({ id: row._id, text: row.text ?? '' });
  }
  return { documents, queries, judgements };
}

async function* lines(
  file: string,
): AsyncGenerator<{ line: string; number: number; file: string }> {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) {
    throw new FormatError(`${file} is missing.`, {
      hint: 'A BEIR folder has corpus.jsonl, queries.jsonl and qrels/test.tsv.',
    });
  }
  let number = 0;
  for await (const line of createInterface({
    input: createReadStream(file),
    crlfDelay: Infinity,
  })) {
    number++;
    if (line.trim()) yield { line, number, file };
  }
}

interface BeirRow {
  _id: string;
  title?: string;
  text?: string;
}

async function* jsonLines(file: string): AsyncGenerator<BeirRow> {
  for await (const { line, number } of lines(file)) {
    let row: unknown;
    try {
      row = JSON.parse(line);
    } catch (cause) {
      throw new FormatError(`${file}:${number} is not JSON.`, { cause });
    }
    if (typeof (row as BeirRow | null)?._id !== 'string') {
      throw new FormatError(`${file}:${number} has no "_id".`);
    }
    yield row as BeirRow;
  }
}
