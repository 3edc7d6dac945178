import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import type { Logger } from './log.ts';
import { packagePath } from './package-root.ts';
import type { Library } from './retrieval/library.ts';
import type { PaperStore } from './store/papers.ts';

/** Corpora up to this size are indexed within a fraction of a second, in this process. */
const MOST_IN_PROCESS = 300;
const EVERY_MS = 60_000;

/** What keeping the indexes in step needs. */
export interface ReindexParts {
  library: Library;
  papers: PaperStore;
  dataDir: string;
  log: Logger;
}

/**
 * Keeps a serving process' indexes in step with the store, whoever changed it. A large corpus is
 * indexed by a process of its own, so that answers do not wait; this one then opens the files.
 */
export class Reindexer {
  readonly #parts: ReindexParts;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;

  constructor(parts: ReindexParts) {
    this.#parts = parts;
  }

  /** Looks every minute whether the store has changed. */
  start(): void {
    this.#timer = setInterval(() => void this.run(), EVERY_MS);
    this.#timer.unref();
  }

  /** Ends looking, after a reindexing under way. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  /** Brings the indexes up to date; failures are logged, the old indexes then stay in use. */
  async run(): Promise<void> {
    this.#running ??= this.#run()
      .catch((error) => this.#parts.log.error({ err: error }, 'indexing failed'))
      .finally(() => {
        this.#running = undefined;
      });
    await this.#running;
  }

  async #run(): Promise<void> {
    const { library, papers, log } = this.#parts;
    const revision = String(await papers.revision());
    if (library.revision === revision) return;
    if ((await papers.count()) > MOST_IN_PROCESS) await this.#inChild();
    const indexed = await library.refresh();
    log.info({ ...indexed }, 'the indexes are up to date');
  }

  async #inChild(): Promise<void> {
    const launcher = packagePath('src', 'setup', 'paperboy.mjs');
    const args = [launcher, 'index', '--if-stale', '--data-dir', this.#parts.dataDir];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk) => {
      said = (said + chunk).slice(-2000);
    });
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Error(`paperboy index ended with ${code}: ${said}`);
  }
}
