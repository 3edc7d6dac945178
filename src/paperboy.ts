import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Assistant } from './assistant/answer.ts';
import { findPaper } from './chat/find-paper.ts';
import { type Clock, systemClock } from './clock.ts';
import type { Config } from './config.ts';
import type { IngestOptions, IngestResult } from './corpus/ingest.ts';
import type { Paper } from './corpus/paper.ts';
import { NotFoundError } from './errors.ts';
import { type Logger, silentLogger } from './log.ts';
import { packagePath } from './package-root.ts';
import type { Embedder } from './retrieval/embedders/embedder.ts';
import type { Indexed, Library } from './retrieval/library.ts';
import type { Retriever } from './retrieval/retriever.ts';
import type { Service, ServiceSurroundings } from './service.ts';
import { type Database, openDatabase } from './store/database.ts';
import { PaperStore } from './store/papers.ts';
import { noTelemetry, type Telemetry } from './telemetry.ts';
import type { Trending } from './trending/trending.ts';
import type { Watches } from './trending/watch.ts';

/** How the core talks to whoever runs it. */
export interface Surroundings {
  clock?: Clock;
  log?: Logger;
  /** Told what happens, in numbers. */
  telemetry?: Telemetry;
  /** Told what a person should know, as a sentence. */
  notice?: (text: string) => void;
  /** Runs long work with something that shows its progress. */
  progress?: <T>(
    label: string,
    work: (onProgress: (done: number, total?: number) => void) => Promise<T>,
  ) => Promise<T>;
}

/**
 * The core, put together. Each part is made when it is first asked for, so that a command pays only
 * for what it uses.
 */
export class Paperboy {
  readonly config: Config;
  readonly db: Database;
  readonly papers: PaperStore;
  readonly clock: Clock;
  readonly log: Logger;
  readonly telemetry: Telemetry;
  readonly notice: (text: string) => void;
  readonly #progress: NonNullable<Surroundings['progress']>;
  readonly #parts = new Map<string, Promise<unknown>>();

  constructor(config: Config, db: Database, around: Surroundings) {
    this.config = config;
    this.db = db;
    this.papers = new PaperStore(db);
    this.clock = around.clock ?? systemClock;
    this.log = around.log ?? silentLogger;
    this.telemetry = around.telemetry ?? noTelemetry;
    this.notice = around.notice ?? (() => {});
    this.#progress = around.progress ?? ((_label, work) => work(() => {}));
  }

  /** The embedder that the configuration names. */
  embedder(): Promise<Embedder> {
    return this.#once('embedder', async () => {
      const { createEmbedder } = await import('./retrieval/embedders/factory.ts');
      const { embeddingModel, sentenceEncoder: sentences } = this.config;
      return createEmbedder(embeddingModel, { sentences });
    });
  }

  /** The indexes, not yet brought to the store's revision. */
  #library(): Promise<Library> {
    return this.#once('library', async () => {
      const { Library } = await import('./retrieval/library.ts');
      const embedder = await this.embedder();
      const indexDir = path.join(this.config.dataDir, 'index');
      return new Library({ papers: this.papers, embedder, indexDir, notice: this.notice });
    });
  }

  /** The indexes, up to date; an empty store gets the shipped papers first. */
  library(): Promise<Library> {
    return this.#once('opened library', async () => {
      if ((await this.papers.count()) === 0) await this.#ingestShipped();
      await this.index();
      return this.#library();
    });
  }

  /** The retriever over what is indexed now. */
  async retriever(): Promise<Retriever> {
    return (await this.library()).retriever;
  }

  /** Brings the indexes to the store's revision; forced, builds them although they are of it. */
  async index(force = false): Promise<Indexed> {
    const library = await this.#library();
    return this.#progress('Indexing', (report) => library.refresh(report, force));
  }

  /** Adds papers from sources and indexes them. */
  async ingest(sources: string[], options: Partial<IngestOptions> = {}): Promise<IngestResult> {
    const { ingest } = await import('./corpus/ingest.ts');
    const result = await this.#progress('Reading', (report) =>
      ingest(sources, { ...this.sources(), ...options, onProgress: report }),
    );
    await this.index();
    return result;
  }

  /** What ingesting needs. */
  sources() {
    const { papers, db, clock } = this;
    const { huggingFaceUrl, arxivUrl } = this.config.sources;
    return { papers, db, clock, huggingFaceUrl, arxivUrl };
  }

  async #ingestShipped(): Promise<void> {
    const shipped = packagePath('corpus', 'papers.jsonl');
    if (!existsSync(shipped)) {
      throw new NotFoundError(
        `The store is empty, and the shipped papers are missing: ${shipped}`,
        {
          hint: 'Restore that file (`git checkout corpus`), or add papers with `paperboy ingest`.',
        },
      );
    }
    this.notice('The store is empty: adding the 65 papers that ship with Paperboy.');
    await this.ingest([shipped]);
  }

  /** The paper somebody means by an id, a link, a title or a name. @throws NotFoundError */
  async findPaper(query: string): Promise<Paper> {
    return findPaper(await this.retriever(), query);
  }

  assistant(): Promise<Assistant> {
    return this.#once('assistant', async () => {
      const [{ createAssistant }, library] = await Promise.all([
        import('./assistant/assistant.ts'),
        this.library(),
      ]);
      const { chatModels, chatModelTimeoutMs, retention } = this.config;
      return createAssistant({
        retriever: () => library.retriever,
        db: this.db,
        trending: await this.trending(),
        model: { models: chatModels },
        patience: { timeoutMs: chatModelTimeoutMs },
        conversationDays: retention.conversationDays,
        clock: this.clock,
        telemetry: this.telemetry,
        onError: (err, requestId) => this.log.warn({ err, requestId }, 'an answer failed'),
      });
    });
  }

  trending(): Promise<Trending> {
    return this.#once('trending', async () => {
      const { createTrending } = await import('./trending/ranking.ts');
      return createTrending({
        db: this.db,
        papers: this.papers,
        clock: this.clock,
        retriever: () => this.retriever(),
        embedder: () => this.embedder(),
      });
    });
  }

  /** Saved queries and followed authors. */
  watches(): Promise<Watches> {
    return this.#once('watches', async () => {
      const { Watches } = await import('./trending/watch.ts');
      const { db, papers, clock } = this;
      return new Watches({ db, papers, clock, retriever: () => this.retriever() });
    });
  }

  /** What adapters talk to, and what happens by itself while Paperboy serves. */
  async service(around: ServiceSurroundings): Promise<Service> {
    const { createService } = await import('./service.ts');
    return createService(this, around);
  }

  /** Writes a copy of the store while it is in use. @throws InputError, StoreError */
  async backup(file: string): Promise<void> {
    const { backup } = await import('./store/backup.ts');
    await backup(this.db, path.resolve(file));
  }

  /** Puts a backup in place of what is stored, and indexes it. @throws InputError */
  async restore(file: string): Promise<void> {
    const { restore } = await import('./store/backup.ts');
    await restore(this.db, this.config.dataDir, path.resolve(file));
    await this.index();
  }

  /** Closes the store; what is under way should have ended before. */
  async close(): Promise<void> {
    await this.db.destroy();
  }

  #once<T>(name: string, make: () => Promise<T>): Promise<T> {
    const known = this.#parts.get(name) as Promise<T> | undefined;
    if (known) return known;
    const made = make();
    this.#parts.set(name, made);
    // What failed once may succeed the next time it is asked for.
    made.catch(() => this.#parts.delete(name));
    return made;
  }
}

/**
 * Opens the store and puts the core together around it.
 * @throws StoreError when the store cannot be opened
 */
export async function openPaperboy(config: Config, around: Surroundings = {}): Promise<Paperboy> {
  const db = await openDatabase({ dataDir: config.dataDir, databaseUrl: config.databaseUrl });
  return new Paperboy(config, db, around);
}
