import { randomUUID } from 'node:crypto';
import { Document, type DocumentInterface } from '@langchain/core/documents';
import type { EmbeddingsInterface } from '@langchain/core/embeddings';
import { maximalMarginalRelevance } from '@langchain/core/utils/math';
import { type MaxMarginalRelevanceSearchOptions, VectorStore } from '@langchain/core/vectorstores';
import { InputError } from '../../errors.ts';
import { createFaissIndex } from '../faiss-index.ts';
import type { PaperFilter } from '../retriever.ts';
import type { VectorIndex } from '../vector-index.ts';
import { type DocumentShelf, MemoryShelf } from './document-shelf.ts';
import { readFaissStoreFolder, writeFaissStoreFolder } from './faiss-store-folder.ts';

/** What a store is made of; by default it starts empty and in memory. */
export interface PaperVectorStoreParts {
  index?: VectorIndex;
  documents?: DocumentShelf;
}

/** Unit length, so that the inner product is the cosine; a vector of zeros stays one. */
function unit(vector: ArrayLike<number>): Float64Array {
  const copy = Float64Array.from(vector);
  const length = Math.sqrt(copy.reduce((sum, number) => sum + number * number, 0));
  return length > 0 ? copy.map((number) => number / length) : copy;
}

/**
 * A vector index as LangChain's vector store, so that the ecosystem's retrievers work on it.
 *
 * Unlike FaissStore of @langchain/community it knows ids (adding one again replaces it), filters by
 * metadata, scores by cosine (higher is better), survives the removal of its last document and
 * concurrent adding, and saves atomically; folders of FaissStore are read and written.
 */
export class PaperVectorStore extends VectorStore {
  declare FilterType: PaperFilter;
  #index: VectorIndex | undefined;
  readonly #documents: DocumentShelf;

  constructor(embeddings: EmbeddingsInterface, { index, documents }: PaperVectorStoreParts = {}) {
    super(embeddings, {});
    this.#index = index;
    this.#documents = documents ?? new MemoryShelf();
  }

  override _vectorstoreType(): string {
    return 'paperboy';
  }

  /** Number of documents that can be found. */
  get size(): number {
    return this.#index?.size ?? 0;
  }

  /**
   * Embeds and adds documents.
   *
   * @param options `ids`, one per document; without, a document's own `id`, else a new UUID
   * @returns the ids
   */
  override async addDocuments(
    documents: DocumentInterface[],
    options?: { ids?: string[] },
  ): Promise<string[]> {
    const texts = documents.map(({ pageContent }) => pageContent);
    return this.addVectors(await this.embeddings.embedDocuments(texts), documents, options);
  }

  /**
   * Adds documents whose vectors are known already; they need not have unit length.
   *
   * @throws InputError when lengths differ or a number is not finite; nothing is added then
   */
  override async addVectors(
    vectors: ArrayLike<number>[],
    documents: DocumentInterface[],
    options?: { ids?: string[] },
  ): Promise<string[]> {
    const ids = documents.map((document, at) => options?.ids?.[at] ?? document.id ?? randomUUID());
    if (vectors.length !== documents.length) {
      throw new InputError(
        `${vectors.length} vectors were given for ${documents.length} documents.`,
      );
    }
    if (options?.ids && options.ids.length !== documents.length) {
      throw new InputError(
        `${options.ids.length} ids were given for ${documents.length} documents.`,
      );
    }
    if (documents.length === 0) return ids;
    // Made and filled in one turn of the event loop: two first calls at once share one index.
    const index = this.#index ?? createFaissIndex(vectors[0]!.length);
    index.add(ids, vectors.map(unit));
    this.#index = index;
    const entries = documents.map(({ pageContent, metadata }, at): [string, Document] => {
      const id = ids[at]!;
      return [id, new Document({ pageContent, metadata, id })];
    });
    await this.#documents.put(new Map(entries));
    return ids;
  }

  /** Removes documents; ids that are not there are ignored. @throws InputError without `ids` */
  override async delete(params: { ids: string[] }): Promise<void> {
    if (!Array.isArray(params?.ids)) {
      throw new InputError('Say which documents to delete: `delete({ ids: [...] })`.');
    }
    this.#index?.remove(params.ids);
    await this.#documents.delete(params.ids);
  }

  /** The nearest documents with their cosine, best first. */
  override async similaritySearchVectorWithScore(
    query: ArrayLike<number>,
    k: number,
    filter?: PaperFilter,
  ): Promise<[Document, number][]> {
    const accept = filter && (await this.#documents.filter(filter));
    const hits = this.#index?.search(unit(query), k, accept) ?? [];
    const documents = await this.#documents.get(hits.map(({ id }) => id));
    return hits.flatMap(({ id, score }): [Document, number][] => {
      const document = documents.get(id);
      return document ? [[document, score]] : [];
    });
  }

  /** Near documents that are unlike each other; embeds the candidates again to compare them. */
  override async maxMarginalRelevanceSearch(
    query: string,
    options: MaxMarginalRelevanceSearchOptions<PaperFilter>,
  ): Promise<Document[]> {
    const { k, fetchK = 20, lambda = 0.5, filter } = options;
    const vector = await this.embeddings.embedQuery(query);
    const found = await this.similaritySearchVectorWithScore(vector, Math.max(k, fetchK), filter);
    const candidates = found.map(([document]) => document);
    const vectors = await this.embeddings.embedDocuments(
      candidates.map(({ pageContent }) => pageContent),
    );
    return maximalMarginalRelevance(vector, vectors, lambda, k).map((at) => candidates[at]!);
  }

  /**
   * Saves a folder that FaissStore can load too.
   *
   * @throws InputError when nothing was ever added
   * @throws StoreError when the folder cannot be written; what stood there stays
   */
  async save(directory: string): Promise<void> {
    if (!this.#index) throw new InputError('There is nothing to save yet: add documents first.');
    const entries = [...this.#index.entries()];
    const documents = await this.#documents.get(entries.map(([id]) => id));
    await writeFaissStoreFolder(directory, this.#index.dimensions, entries, documents);
  }

  /**
   * Loads a folder saved by this class or by FaissStore.
   *
   * @param embeddings must be those the folder was made with; the folder does not say which
   * @throws FormatError when it is none, torn, damaged or too large
   */
  static async load(directory: string, embeddings: EmbeddingsInterface): Promise<PaperVectorStore> {
    const { dimensions, ids, vectors, documents } = await readFaissStoreFolder(directory);
    const store = new PaperVectorStore(embeddings, { index: createFaissIndex(dimensions) });
    await store.addVectors(vectors, documents, { ids });
    return store;
  }

  static override async fromTexts(
    texts: string[],
    metadatas: object[] | object,
    embeddings: EmbeddingsInterface,
    parts?: PaperVectorStoreParts,
  ): Promise<PaperVectorStore> {
    const documents = texts.map((pageContent, at) => {
      const metadata = Array.isArray(metadatas) ? metadatas[at] : metadatas;
      return new Document({ pageContent, metadata });
    });
    return PaperVectorStore.fromDocuments(documents, embeddings, parts);
  }

  static override async fromDocuments(
    documents: DocumentInterface[],
    embeddings: EmbeddingsInterface,
    parts?: PaperVectorStoreParts,
  ): Promise<PaperVectorStore> {
    const store = new PaperVectorStore(embeddings, parts);
    await store.addDocuments(documents);
    return store;
  }
}
