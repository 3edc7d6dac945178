import type { Paper } from '../corpus/paper.ts';
import type { Telemetry } from '../telemetry.ts';
import type { Retriever, SearchHit, SearchOptions } from './retriever.ts';

/** A retriever whose searches are counted and timed. */
export class ObservedRetriever implements Retriever {
  readonly #retriever: Retriever;
  readonly #telemetry: Pick<Telemetry, 'stage' | 'bestScore'>;

  constructor(retriever: Retriever, telemetry: Pick<Telemetry, 'stage' | 'bestScore'>) {
    this.#retriever = retriever;
    this.#telemetry = telemetry;
  }

  get size(): number {
    return this.#retriever.size;
  }

  async search(query: string, options?: SearchOptions): Promise<SearchHit[]> {
    const started = performance.now();
    const hits = await this.#retriever.search(query, options);
    this.#telemetry.stage('search', performance.now() - started);
    this.#telemetry.bestScore(hits[0]?.score ?? 0);
    return hits;
  }

  foresee(question: string): void {
    this.#retriever.foresee(question);
  }

  similar(paperId: string, options?: SearchOptions) {
    return this.#retriever.similar(paperId, options);
  }

  lookup(name: string, limit?: number) {
    return this.#retriever.lookup(name, limit);
  }

  authorsIn(text: string) {
    return this.#retriever.authorsIn(text);
  }

  paper(id: string) {
    return this.#retriever.paper(id);
  }

  evidence(question: string, papers: Paper[], limit?: number) {
    return this.#retriever.evidence(question, papers, limit);
  }

  coverage(question: string, hits: SearchHit[]) {
    return this.#retriever.coverage(question, hits);
  }
}
