import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { type Clock, systemClock } from '../clock.ts';
import { InputError, NotFoundError, PaperboyError } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { GateStore } from '../store/gates.ts';
import { ListingStore } from '../store/listings.ts';
import { ObservationStore } from '../store/observations.ts';
import type { PaperStore } from '../store/papers.ts';
import { SourceDayStore } from '../store/source-days.ts';
import { addDays } from './days.ts';
import type { FormatItem, PaperDraft } from './formats/format.ts';
import { readPapers } from './formats/index.ts';
import { PaperWriter } from './paper-writer.ts';
import { Arxiv } from './sources/arxiv.ts';
import { ingestDays } from './sources/daily.ts';
import { Gate, type Sleep, sleep } from './sources/gate.ts';
import { HuggingFace } from './sources/hugging-face.ts';
import { parseSource, type SourceSpecification } from './sources/specification.ts';
import { MAX_WAIT_MS } from './sources/surroundings.ts';

export interface IngestOptions {
  papers: PaperStore;
  db: Database;
  clock?: Clock;
  /** Base address of Hugging Face; a mirror or a proxy may stand in. */
  huggingFaceUrl?: string;
  /** Base address of the arXiv API. */
  arxivUrl?: string;
  /** Most papers that an arXiv query gives, newest first. */
  arxivLimit?: number;
  /** Told how many records were read, and of how many where that is known. */
  onProgress?: (done: number, total?: number) => void;
  /** What `-` reads; default standard input. */
  stdin?: AsyncIterable<Uint8Array>;
  signal?: AbortSignal;
  /** Milliseconds before a failed request is repeated, doubled each time; default 1,000. */
  retryDelayMs?: number;
  /** Milliseconds until a source must have answered; default 30,000. */
  timeoutMs?: number;
  sleep?: Sleep;
}

/** What an ingest did; records are counted, so that a paper met twice counts twice. */
export interface IngestResult {
  added: number;
  updated: number;
  unchanged: number;
  rejected: number;
  reasons: { source: string; line: number; reason: string }[];
  /** Sources that could not be read, or not wholly, while something else was. */
  failures: { source: string; message: string; hint?: string }[];
  /** What a person should know: a day without papers, a list not open yet. */
  notes: string[];
}

const HUGGING_FACE_URL = 'https://huggingface.co';
const ARXIV_URL = 'https://export.arxiv.org';
const BATCH = 1000;
/** Reasons kept for the report; all are counted. */
const MAX_REASONS = 1000;

/**
 * Adds the papers of sources to the store: files of any known format, `-`, `hf:…`, `arxiv:…` (see
 * `parseSource`). Each batch is stored before the next is read, so that an interruption loses
 * nothing that was counted; running it again changes nothing.
 * @throws UsageError for a source that is not understood, before anything is read
 * @throws PaperboyError when nothing could be read
 */
export async function ingest(
  sources: readonly string[],
  options: IngestOptions,
): Promise<IngestResult> {
  const clock = options.clock ?? systemClock;
  const wishes = sources.map((source) => ({ source, wish: parseSource(source, clock.now()) }));
  const run = new IngestRun(options, clock);
  const errors: PaperboyError[] = [];
  for (const { source, wish } of wishes) {
    try {
      await run.read(source, wish);
    } catch (error) {
      if (!(error instanceof PaperboyError)) throw error;
      if (!error.message.includes(source)) error.message = `${source}: ${error.message}`;
      errors.push(error);
      run.result.failures.push({ source, message: error.message, hint: error.hint });
    }
  }
  const { added, updated, unchanged, rejected } = run.result;
  const isNothingRead = added + updated + unchanged + rejected === 0;
  if (errors[0] && errors.length === wishes.length && isNothingRead) throw errors[0];
  return run.result;
}

class IngestRun {
  readonly result: IngestResult = {
    added: 0,
    updated: 0,
    unchanged: 0,
    rejected: 0,
    reasons: [],
    failures: [],
    notes: [],
  };
  readonly #options: IngestOptions;
  readonly #clock: Clock;
  readonly #writer: PaperWriter;
  readonly #huggingFace: HuggingFace;
  readonly #arxiv: Arxiv;
  readonly #days: SourceDayStore;
  #done = 0;

  constructor(options: IngestOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
    this.#days = new SourceDayStore(options.db);
    const gates = new GateStore(options.db);
    const around = {
      gates,
      clock,
      sleep: options.sleep ?? sleep,
      signal: options.signal,
      retryDelayMs: options.retryDelayMs ?? 1000,
      timeoutMs: options.timeoutMs ?? 30_000,
    };
    this.#huggingFace = new HuggingFace(options.huggingFaceUrl ?? HUGGING_FACE_URL, around);
    this.#arxiv = new Arxiv(options.arxivUrl ?? ARXIV_URL, around);
    this.#writer = new PaperWriter({
      papers: options.papers,
      observations: new ObservationStore(options.db),
      listings: new ListingStore(options.db),
      gate: new Gate({ ...around, name: 'Another ingest', spacingMs: 0, maxWaitMs: MAX_WAIT_MS }),
    });
  }

  async read(source: string, wish: SourceSpecification): Promise<void> {
    switch (wish.kind) {
      case 'stdin': {
        const input = this.#options.stdin ?? process.stdin;
        return this.#write('standard input', readPapers(input), savedUntil(this.#now()));
      }
      case 'file':
        return this.#file(wish.path);
      case 'daily':
        return ingestDays(wish.days, {
          huggingFace: this.#huggingFace,
          days: this.#days,
          clock: this.#clock,
          write: (items, day) => this.#write(`hf:${day}`, each(items), this.#live()),
          note: (note) => this.result.notes.push(note),
        });
      case 'hugging-face-paper': {
        const item = await this.#huggingFace.paper(wish.id);
        if (item) return this.#write(source, each([item]), this.#live());
        throw new NotFoundError(`Hugging Face does not know the paper ${wish.id}.`, {
          hint: `Try arxiv:${wish.id}.`,
        });
      }
      case 'arxiv-ids':
        return this.#write(source, this.#arxiv.byIds(wish.ids), this.#live());
      case 'arxiv-query': {
        const limit = this.#options.arxivLimit ?? 200;
        return this.#write(source, this.#arxiv.search(wish.query, limit), this.#live());
      }
    }
  }

  async #file(given: string): Promise<void> {
    const found = await stat(given).catch((cause: NodeJS.ErrnoException) => {
      throw new InputError(`${given} cannot be read: ${cause.code}.`, {
        cause,
        hint: 'Give the path of a file, hf:DATE, hf:week or arxiv:QUERY.',
      });
    });
    // A folder is read as a collection in BEIR's layout.
    const file = found.isDirectory() ? path.join(given, 'corpus.jsonl') : given;
    const { mtime } = found.isDirectory() ? await this.#stat(file, given) : found;
    await this.#write(file, readPapers(createReadStream(file)), savedUntil(mtime));
  }

  async #stat(file: string, folder: string) {
    return stat(file).catch((cause: unknown) => {
      throw new InputError(`${folder} is a folder without a corpus.jsonl.`, {
        cause,
        hint: 'Give the path of a file.',
      });
    });
  }

  async #write(
    source: string,
    items: AsyncIterable<FormatItem>,
    readAt: (draft: PaperDraft) => string,
  ): Promise<void> {
    let batch: FormatItem[] = [];
    const flush = async () => {
      const written = await this.#writer.write(batch, readAt);
      this.#count(source, written);
      this.#done += batch.length;
      this.#options.onProgress?.(this.#done);
      batch = [];
    };
    try {
      for await (const item of items) {
        this.#options.signal?.throwIfAborted();
        batch.push(item);
        if (batch.length >= BATCH) await flush();
      }
    } finally {
      // What came before a failure is good.
      if (batch.length > 0) await flush();
    }
  }

  #count(source: string, written: Awaited<ReturnType<PaperWriter['write']>>): void {
    const { result } = this;
    result.added += written.added;
    result.updated += written.updated;
    result.unchanged += written.unchanged;
    result.rejected += written.rejected.length;
    const room = MAX_REASONS - result.reasons.length;
    result.reasons.push(
      ...written.rejected.slice(0, room).map(({ line, reason }) => ({ source, line, reason })),
    );
  }

  #now(): Date {
    return this.#clock.now();
  }

  /** Counts of a live answer were read now. */
  #live(): () => string {
    return () => this.#now().toISOString();
  }
}

/**
 * When counts were read that a file holds without a time: a saved daily list at the end of its day,
 * anything else, or an earlier file, when it was written.
 */
function savedUntil(written: Date): (draft: PaperDraft) => string {
  return ({ listDay }) => {
    const endOfList = listDay ? Date.parse(addDays(listDay, 1)) - 1 : Number.POSITIVE_INFINITY;
    return new Date(Math.min(endOfList, written.getTime())).toISOString();
  };
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
