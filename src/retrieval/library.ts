import { existsSync } from 'node:fs';
import { IndexUnusableError } from '../errors.ts';
import type { PaperStore } from '../store/papers.ts';
import type { Embedder } from './embedders/embedder.ts';
import { HybridRetriever } from './hybrid-retriever.ts';
import type { CorpusVectorStore } from './langchain-store/corpus-vector-store.ts';
import type { CorpusMap } from './map.ts';
import type { Retriever } from './retriever.ts';
import { buildSnapshot, openSnapshot, type Snapshot, saveSnapshot } from './snapshot.ts';

/** What a library is made of. */
export interface LibraryParts {
  papers: PaperStore;
  embedder: Embedder;
  /** Directory of the index files; a cache that can be rebuilt. */
  indexDir: string;
  /** Told what a person should know: why an index is rebuilt, that it cannot be kept. */
  notice: (text: string) => void;
}

/** Told how many papers of how many are indexed. */
export type IndexProgress = (done: number, total: number) => void;

/** What indexing came to. */
export interface Indexed {
  papers: number;
  /** Whether indexes had to be built; false if those on disk were up to date. */
  built: boolean;
  seconds: number;
}

/**
 * Keeps the indexes in step with the store. The store is the truth; the files are a cache of one of
 * its revisions, shared with other processes. Searches go on on the old snapshot while a new one is
 * built, and see the new one at once.
 */
export class Library {
  readonly #parts: LibraryParts;
  #snapshot: Snapshot | undefined;
  #retriever: Retriever | undefined;
  #map: { of: Snapshot; drawn: Promise<CorpusMap> } | undefined;
  #refreshing: Promise<Indexed> | undefined;

  constructor(parts: LibraryParts) {
    this.#parts = parts;
  }

  /** The retriever over the newest snapshot. @throws Error before the first `refresh`. */
  get retriever(): Retriever {
    if (!this.#retriever) throw new Error('The library was not opened');
    return this.#retriever;
  }

  /** The store's revision that searches see; undefined before the first `refresh`. */
  get revision(): string | undefined {
    return this.#snapshot?.revision;
  }

  /** Where the papers lie by meaning; drawn once for each snapshot. */
  async map(): Promise<CorpusMap> {
    const snapshot = this.#snapshot;
    if (!snapshot) throw new Error('The library was not opened');
    if (this.#map?.of !== snapshot) {
      const { drawMap } = await import('./map.ts');
      this.#map = { of: snapshot, drawn: drawMap(snapshot) };
    }
    return this.#map.drawn;
  }

  /** The newest snapshot as LangChain's vector store. @throws Error before the first `refresh`. */
  async vectorStore(): Promise<CorpusVectorStore> {
    if (!this.#snapshot) throw new Error('The library was not opened');
    const { CorpusVectorStore } = await import('./langchain-store/corpus-vector-store.ts');
    return new CorpusVectorStore(this.#snapshot, this.#parts.papers);
  }

  /**
   * Brings the indexes to the store's revision: from the files if they are of it, else by building.
   * Calls while one is under way wait for it and look again.
   * @param force build although nothing changed
   */
  async refresh(onProgress: IndexProgress = () => {}, force = false): Promise<Indexed> {
    while (this.#refreshing) await this.#refreshing.catch(() => {});
    this.#refreshing = this.#refresh(onProgress, force);
    try {
      return await this.#refreshing;
    } finally {
      this.#refreshing = undefined;
    }
  }

  async #refresh(onProgress: IndexProgress, force: boolean): Promise<Indexed> {
    const started = performance.now();
    const { papers } = this.#parts;
    const revision = String(await papers.revision());
    const seconds = () => Math.round(performance.now() - started) / 1000;
    if (!force && this.#snapshot?.revision === revision) {
      return { papers: this.#snapshot.catalog.size, built: false, seconds: seconds() };
    }
    const onDisk = await this.#open();
    if (!force && onDisk?.revision === revision) {
      this.#use(onDisk);
      return { papers: onDisk.catalog.size, built: false, seconds: seconds() };
    }
    const snapshot = await this.#build(revision, onDisk ?? this.#snapshot, onProgress);
    this.#use(snapshot);
    return { papers: snapshot.catalog.size, built: true, seconds: seconds() };
  }

  async #open(): Promise<Snapshot | undefined> {
    const { indexDir, embedder, notice } = this.#parts;
    try {
      return await openSnapshot(indexDir, embedder);
    } catch (error) {
      if (!(error instanceof IndexUnusableError)) throw error;
      // Without files there was none before, which needs no explanation.
      if (!this.#snapshot && existsSync(indexDir)) notice(`${error.message} Building it again.`);
      return undefined;
    }
  }

  async #build(
    revision: string,
    previous: Snapshot | undefined,
    onProgress: IndexProgress,
  ): Promise<Snapshot> {
    const { papers, embedder, indexDir, notice } = this.#parts;
    const total = await papers.count();
    const snapshot = await buildSnapshot(papers.all(), embedder, {
      revision,
      size: total,
      previous,
      onProgress: (done) => onProgress(done, total),
    });
    try {
      await saveSnapshot(indexDir, snapshot);
    } catch (error) {
      notice(`The search index cannot be kept: ${(error as Error).message} It is in memory only.`);
    }
    return snapshot;
  }

  #use(snapshot: Snapshot): void {
    this.#snapshot = snapshot;
    this.#retriever = new HybridRetriever(snapshot, this.#parts.papers);
  }
}
