import { Document } from '@langchain/core/documents';
import { type Paper, paperText, paperUrl } from '../../corpus/paper.ts';
import type { PaperReader } from '../../corpus/paper-reader.ts';
import { InputError } from '../../errors.ts';
import { documentFilter } from '../filter-documents.ts';
import type { Snapshot } from '../snapshot.ts';
import type { DocumentShelf } from './document-shelf.ts';
import { PaperVectorStore } from './paper-vector-store.ts';

/** A paper as LangChain's document: title and abstract as text, everything else as metadata. */
export function paperDocument(paper: Paper): Document {
  const { abstract: _, ...metadata } = paper;
  return new Document({
    id: paper.id,
    pageContent: paperText(paper),
    metadata: { ...metadata, url: paperUrl(paper) },
  });
}

function readOnly(): never {
  throw new InputError('The corpus is only read here.', {
    hint: 'Papers are added with `paperboy ingest`.',
  });
}

/** The stored papers; documents are made of them when they are asked for. */
function corpusShelf({ catalog, lexical }: Snapshot, papers: PaperReader): DocumentShelf {
  return {
    async get(ids) {
      const found = await papers.get(ids);
      return new Map(found.map((paper) => [paper.id, paperDocument(paper)]));
    },
    async filter(filter) {
      const within = documentFilter(filter, catalog, lexical);
      return (id) => {
        const document = catalog.find(id);
        return document >= 0 && (!within || within.accept(document));
      };
    },
    put: readOnly,
    delete: readOnly,
  };
}

/**
 * One snapshot of the corpus as LangChain's vector store, for the ecosystem's retrievers. It is
 * only read, since searches share the snapshot.
 */
export class CorpusVectorStore extends PaperVectorStore {
  constructor(snapshot: Snapshot, papers: PaperReader) {
    const { embedder, index } = snapshot.dense;
    super(embedder, { index, documents: corpusShelf(snapshot, papers) });
  }

  /** @throws InputError always */
  override async addDocuments(): Promise<string[]> {
    return readOnly();
  }

  /** @throws InputError always */
  override async addVectors(): Promise<string[]> {
    return readOnly();
  }

  /** @throws InputError always */
  override async delete(): Promise<void> {
    readOnly();
  }
}
