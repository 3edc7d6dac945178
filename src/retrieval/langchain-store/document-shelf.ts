import type { Document } from '@langchain/core/documents';
import type { Paper } from '../../corpus/paper.ts';
import { filterTest } from '../paper-filter.ts';
import type { PaperFilter } from '../retriever.ts';

/** Where a vector store keeps the documents that its vectors stand for. */
export interface DocumentShelf {
  /** Documents by id; those that are not there are left out. */
  get(ids: readonly string[]): Promise<Map<string, Document>>;
  /** Adds documents, each with its id; one that is there already is replaced. */
  put(documents: ReadonlyMap<string, Document>): Promise<void>;
  delete(ids: readonly string[]): Promise<void>;
  /** A test, by id, of what a filter lets through. */
  filter(filter: PaperFilter): Promise<(id: string) => boolean>;
}

/**
 * Documents in memory. Filters look at their metadata, which has the names and shapes of a
 * {@link Paper}: `publishedAt`, `categories`, `authors`.
 */
export class MemoryShelf implements DocumentShelf {
  readonly #documents = new Map<string, Document>();

  async get(ids: readonly string[]): Promise<Map<string, Document>> {
    const found = new Map<string, Document>();
    for (const id of ids) {
      const document = this.#documents.get(id);
      if (document) found.set(id, document);
    }
    return found;
  }

  async put(documents: ReadonlyMap<string, Document>): Promise<void> {
    for (const [id, document] of documents) this.#documents.set(id, document);
  }

  async delete(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.#documents.delete(id);
  }

  async filter(filter: PaperFilter): Promise<(id: string) => boolean> {
    const test = filterTest(filter);
    return (id) => {
      const metadata = this.#documents.get(id)?.metadata;
      return metadata !== undefined && test({ ...asFilterable(metadata), id });
    };
  }
}

const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
const texts = (value: unknown) =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : undefined;

/** Metadata may be anybody's, so what does not have the right shape is not there. */
function asFilterable(metadata: Record<string, unknown>): Partial<Paper> {
  return {
    publishedAt: text(metadata.publishedAt),
    categories: texts(metadata.categories),
    authors: texts(metadata.authors),
  };
}
