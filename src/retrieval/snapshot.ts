import { randomBytes } from 'node:crypto';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Paper, paperText } from '../corpus/paper.ts';
import { IndexUnusableError } from '../errors.ts';
import { authorTerms } from './authors.ts';
import type { Embedder } from './embedders/embedder.ts';
import { LsaEmbedder } from './embedders/lsa.ts';
import { createFaissIndex, openFaissIndex } from './faiss-index.ts';
import { type Moments, MomentsBuilder } from './fusion-moments.ts';
import { readGeneration, writeGeneration } from './index-files.ts';
import { LexicalIndex } from './lexical-index.ts';
import { LexicalIndexBuilder } from './lexical-index-builder.ts';
import { NameIndex } from './name-index.ts';
import { encoderFor, PaperEncoder } from './sentence-encoder/encode-papers.ts';
import { EncodedPapers } from './sentence-encoder/encoded-papers.ts';
import { packArrays, unpackArrays } from './snapshot-arrays.ts';
import { Catalog } from './snapshot-catalog.ts';
import type { VectorIndex } from './vector-index.ts';

/** Raised whenever files written before can no longer be read as they are. */
const VERSION = 5;
const NAME = 'search';
const VECTORS = 'vectors-';
/** Papers embedded in one call. */
const BATCH = 256;
/**
 * Corpora up to this size also get latent semantics of their own: excellent on small corpora of one
 * field, and within seconds of computing.
 */
const MOST_FOR_LSA = 20_000;
/** Papers encoded between two reports of progress. */
const ENCODED_BATCH = 16;
const ABANDONED_AFTER_MS = 60 * 60 * 1000;

/** A vector index and the embedder whose vectors it holds. */
export interface DenseSide {
  embedder: Embedder;
  index: VectorIndex;
  moments: Moments;
}

/** Everything a search reads, of one state of the store. Document numbers are the catalog's. */
export interface Snapshot {
  /** The state of the store it stands for. */
  revision: string;
  catalog: Catalog;
  lexical: LexicalIndex;
  names: NameIndex;
  /** Vectors of the general embedder. */
  dense: DenseSide;
  /** Latent semantics fitted on this corpus, where it is small enough. */
  lsa?: DenseSide & { embedder: LsaEmbedder };
  /** What the embedder's sentence encoder made of each paper, where there is one and the corpus is small enough. */
  encoded?: EncodedPapers;
}

/** A paper as the store hands it out for indexing. */
export interface IndexedPaper {
  paper: Paper;
  /** Changes when anything that retrieval reads of the paper does. */
  contentHash: string;
}

export interface BuildOptions {
  /** State of the store, compared by `openSnapshot`. */
  revision?: string;
  /** Number of papers, where they come one by one: a sentence encoder reads no more than it can. */
  size?: number;
  /** Vectors of papers whose content hash is unchanged are taken from here. */
  previous?: Snapshot;
  /** Called now and then with the number of papers done. */
  onProgress?: (done: number) => void;
}

interface Notes {
  version: number;
  revision: string;
  embedder: string;
  dimensions: number;
  count: number;
  vectors: string;
  /** Dimensions of the latent semantics, 0 without. */
  lsa: number;
  /** Id of the sentence encoder, empty without. */
  encoder: string;
}

/**
 * Builds all indexes in memory.
 * @throws EmbedderError when a text cannot be embedded
 */
export async function buildSnapshot(
  papers: AsyncIterable<IndexedPaper> | Iterable<IndexedPaper>,
  embedder: Embedder,
  options: BuildOptions = {},
): Promise<Snapshot> {
  const catalog = Catalog.builder();
  const lexical = new LexicalIndexBuilder();
  const names = NameIndex.builder();
  const index = createFaissIndex(embedder.dimensions);
  const moments = new MomentsBuilder();
  const size = options.size ?? (Array.isArray(papers) ? papers.length : Number.POSITIVE_INFINITY);
  const encoder = encoderFor(embedder, size);
  const kept = keptVectors(options.previous, embedder);
  const sentences = encoder && new PaperEncoder(encoder, options.previous);
  const small: { id: string; text: string }[] = [];
  let batch: IndexedPaper[] = [];
  let done = 0;

  const flush = async () => {
    const fresh = batch.filter(({ paper, contentHash }) => !kept.has(paper.id, contentHash));
    const vectors = await embedder.embedDocuments(fresh.map(({ paper }) => paperText(paper)));
    const made = new Map(fresh.map(({ paper }, i) => [paper.id, vectors[i]!]));
    const ids = batch.map(({ paper }) => paper.id);
    const rows = ids.map((id) => made.get(id) ?? kept.get(id)!);
    for (const row of rows) moments.add(row);
    index.add(ids, rows);
    await sentences?.add(batch);
    done += batch.length;
    batch = [];
    options.onProgress?.(done);
  };

  for await (const item of papers) {
    const { paper, contentHash } = item;
    catalog.add(paper, contentHash);
    lexical.add(paper.title, paper.abstract, authorTerms(paper.authors));
    names.add(paper);
    if (small.length <= MOST_FOR_LSA) small.push({ id: paper.id, text: paperText(paper) });
    batch.push(item);
    if (batch.length >= (sentences ? ENCODED_BATCH : BATCH)) await flush();
  }
  if (batch.length > 0) await flush();

  return {
    revision: options.revision ?? '',
    catalog: catalog.build(),
    lexical: lexical.build(),
    names: names.build(),
    dense: { embedder, index, moments: moments.build(embedder.dimensions) },
    lsa: small.length > 0 && small.length <= MOST_FOR_LSA ? fitLsa(small) : undefined,
    encoded: sentences?.build(),
  };
}

function fitLsa(papers: { id: string; text: string }[]): Snapshot['lsa'] {
  const embedder = LsaEmbedder.fit(papers.map(({ text }) => text));
  const index = createFaissIndex(embedder.dimensions);
  const moments = new MomentsBuilder();
  const vectors = papers.map(({ text }) => embedder.embed(text));
  for (const vector of vectors) moments.add(vector);
  index.add(
    papers.map(({ id }) => id),
    vectors,
  );
  return { embedder, index, moments: moments.build(embedder.dimensions) };
}

/** Vectors of the last snapshot that still stand. */
function keptVectors(previous: Snapshot | undefined, embedder: Embedder) {
  const vectors = new Map<string, Float32Array>();
  if (previous && previous.dense.embedder.id === embedder.id) {
    for (const [id, vector] of previous.dense.index.entries()) vectors.set(id, vector);
  }
  return {
    has(id: string, contentHash: string): boolean {
      if (!previous || !vectors.has(id)) return false;
      const document = previous.catalog.find(id);
      return document >= 0 && previous.catalog.contentHash(document) === contentHash;
    },
    get: (id: string) => vectors.get(id),
  };
}

/**
 * Writes a snapshot to a directory and puts it in place of the last one at once.
 * @throws StoreError when the directory cannot be written; the last snapshot then still stands
 */
export async function saveSnapshot(dir: string, snapshot: Snapshot): Promise<void> {
  const { catalog, lexical, names, dense, lsa, encoded, revision } = snapshot;
  const vectors = `${VECTORS}${randomBytes(6).toString('hex')}`;
  const info = { embedder: dense.embedder.id, revision };
  await dense.index.save(path.join(dir, vectors), info);
  await lsa?.index.save(path.join(dir, vectors, 'lsa'), { embedder: lsa.embedder.id, revision });
  const writers: Record<string, (file: string) => Promise<void>> = {
    catalog: (file) => writeFile(file, catalog.pack()),
    lexical: (file) => writeFile(file, lexical.pack()),
    names: (file) => writeFile(file, names.pack()),
    moments: (file) => writeFile(file, packMoments(dense.moments)),
  };
  if (lsa) {
    writers.lsa = (file) => writeFile(file, lsa.embedder.pack());
    writers['lsa-moments'] = (file) => writeFile(file, packMoments(lsa.moments));
  }
  if (encoded) writers.encoded = (file) => writeFile(file, encoded.pack());
  const replaced = await namedVectors(dir);
  await writeGeneration<Notes>(dir, NAME, writers, () => ({
    version: VERSION,
    revision,
    embedder: dense.embedder.id,
    dimensions: dense.embedder.dimensions,
    count: catalog.size,
    vectors,
    lsa: lsa?.embedder.dimensions ?? 0,
    encoder: encoded?.encoder.id ?? '',
  }));
  await removeOldVectors(dir, replaced);
}

/** Name of the vectors' directory that the manifest in place names. */
async function namedVectors(dir: string): Promise<string | undefined> {
  try {
    return JSON.parse(await readFile(path.join(dir, `${NAME}.json`), 'utf8')).vectors;
  } catch {
    return undefined;
  }
}

/** Removes the vectors just replaced, and what writers that died left long ago. */
async function removeOldVectors(dir: string, replaced: string | undefined): Promise<void> {
  const current = await namedVectors(dir);
  const { mtimeMs: now } = await stat(path.join(dir, `${NAME}.json`));
  for (const entry of await readdir(dir)) {
    if (!entry.startsWith(VECTORS) || entry === current) continue;
    const found = await stat(path.join(dir, entry)).catch(() => undefined);
    if (found && (entry === replaced || now - found.mtimeMs > ABANDONED_AFTER_MS)) {
      await rm(path.join(dir, entry), { recursive: true, force: true });
    }
  }
}

/**
 * Opens the snapshot in a directory.
 * @throws IndexUnusableError when there is none, it is damaged, or it was made by another embedder
 *   or version: the caller builds it again from the store
 */
export async function openSnapshot(dir: string, embedder: Embedder): Promise<Snapshot> {
  return readGeneration<Notes, Snapshot>(dir, NAME, async (notes, files) => {
    if (notes.version !== VERSION) {
      throw new IndexUnusableError('The search index was written by another version of Paperboy.');
    }
    if (notes.embedder !== embedder.id) {
      throw new IndexUnusableError(
        `The search index was made with ${notes.embedder}, and ${embedder.id} is configured.`,
      );
    }
    const encoder = encoderFor(embedder, notes.count);
    if (notes.encoder !== (encoder?.id ?? '')) {
      throw new IndexUnusableError(
        `The search index was made ${notes.encoder ? `with ${notes.encoder}` : 'without a sentence encoder'}, and ${encoder?.id ?? 'none'} is to be used.`,
      );
    }
    const bytes = (role: string) => readFile(files[role]!);
    const vectors = path.join(dir, path.basename(notes.vectors));
    const { index } = await openFaissIndex(vectors, {
      embedder: embedder.id,
      dimensions: embedder.dimensions,
    });
    return {
      revision: notes.revision,
      catalog: Catalog.open(await bytes('catalog'), 'the catalog'),
      lexical: LexicalIndex.open(await bytes('lexical'), 'the lexical index'),
      names: NameIndex.open(await bytes('names'), 'the name index'),
      dense: { embedder, index, moments: openMoments(await bytes('moments')) },
      lsa:
        notes.lsa > 0
          ? {
              ...(await openLsa(await bytes('lsa'), path.join(vectors, 'lsa'))),
              moments: openMoments(await bytes('lsa-moments')),
            }
          : undefined,
      encoded: encoder && EncodedPapers.open(await bytes('encoded'), encoder),
    };
  });
}

async function openLsa(bytes: Uint8Array, dir: string) {
  const embedder = LsaEmbedder.open(bytes, 'the latent semantics');
  const { id, dimensions } = embedder;
  const { index } = await openFaissIndex(dir, { embedder: id, dimensions });
  return { embedder, index };
}

const packMoments = (moments: Moments) => packArrays(null, { ...moments });

function openMoments(bytes: Uint8Array): Moments {
  const { mean, covariance } = unpackArrays(bytes, 'the moments').arrays;
  return { mean: mean as Float32Array, covariance: covariance as Float32Array };
}
