import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { IndexFlatIP } from 'faiss-node';
import { InputError, NativeModuleError } from '../errors.ts';
import { checkedFlatFile, checkNotes, type Notes, readIds } from './faiss-manifest.ts';
import { decodeFlatRows, encodeFlat } from './flat-file.ts';
import { readGeneration, writeGeneration } from './index-files.ts';
import type { VectorHit, VectorIndex, VectorIndexInfo } from './vector-index.ts';

/** Name of the index in its directory: `vectors.json` is the manifest. */
const NAME = 'vectors';

/** Floats handed to FAISS in one piece: 32 MiB. */
const CHUNK_FLOATS = 8 << 20;

/** Replaced and removed vectors that are tolerated before the index is packed. */
const DEAD_TOLERATED = 1024;

let faiss: typeof import('faiss-node') | undefined;

function loadFaiss(): typeof import('faiss-node') {
  // One thread per search: with FAISS's default the 90th percentile on a busy machine was 70
  // times as long. It is read once, when the library is loaded.
  process.env.OMP_NUM_THREADS ??= '1';
  try {
    faiss ??= createRequire(import.meta.url)('faiss-node') as typeof import('faiss-node');
    return faiss;
  } catch (cause) {
    throw new NativeModuleError('FAISS (faiss-node) could not be loaded.', {
      hint: 'Run `npm run setup`: it builds what is missing and says what it needs.',
      cause,
    });
  }
}

/**
 * The vector index on FAISS: exact search by inner product.
 *
 * FAISS numbers vectors from 0 and knows no ids, so the index keeps an append-only list label ->
 * id; a vector that is replaced or removed stays in FAISS as a tombstone (`undefined` in the list)
 * and is passed over, until the tombstones outnumber the living and all is packed. FAISS aborts
 * the process on some bad input, so nothing reaches it unchecked.
 */
class FaissIndex implements VectorIndex {
  readonly dimensions: number;
  #index: IndexFlatIP;
  #ids: (string | undefined)[];
  readonly #labels = new Map<string, number>();
  #lastSave: Promise<void> = Promise.resolve();

  constructor(index: IndexFlatIP, ids: string[]) {
    this.dimensions = index.getDimension();
    this.#index = index;
    this.#ids = ids;
    for (const [label, id] of ids.entries()) this.#labels.set(id, label);
  }

  get size(): number {
    return this.#labels.size;
  }

  has(id: string): boolean {
    return this.#labels.has(id);
  }

  add(ids: readonly string[], vectors: readonly ArrayLike<number>[]): void {
    if (ids.length !== vectors.length) {
      throw new InputError(`${ids.length} ids were given for ${vectors.length} vectors.`);
    }
    // All is checked before anything is added. FAISS takes a piece by merging it, one copy.
    const { IndexFlatIP } = loadFaiss();
    const perChunk = Math.max(1, Math.floor(CHUNK_FLOATS / this.dimensions));
    const chunks: IndexFlatIP[] = [];
    for (let from = 0; from < vectors.length; from += perChunk) {
      const rows = this.#rows(vectors.slice(from, from + perChunk), ids, from);
      chunks.push(IndexFlatIP.fromBuffer(encodeFlat('inner_product', this.dimensions, rows)));
    }
    for (const chunk of chunks) this.#index.mergeFrom(chunk);
    for (const id of ids) {
      this.#bury(id);
      this.#labels.set(id, this.#ids.length);
      this.#ids.push(id);
    }
    this.#packIfSparse();
  }

  remove(ids: readonly string[]): void {
    for (const id of ids) {
      this.#bury(id);
      this.#labels.delete(id);
    }
    this.#packIfSparse();
  }

  search(query: ArrayLike<number>, k: number, accept?: (id: string) => boolean): VectorHit[] {
    if (!Number.isInteger(k) || k < 1) {
      throw new InputError(`The number of results must be a whole number from 1 on, not ${k}.`);
    }
    const vector = Array.from(this.#rows([query], ['query'], 0));
    const total = this.#ids.length;
    const wanted = Math.min(k, this.size);
    if (wanted === 0) return [];
    const dead = total - this.size;
    // Tombstones and a filter eat results: fetch more, and widen while too few are left.
    for (let fetch = accept ? 4 * wanted + dead : wanted + dead; ; fetch *= 8) {
      const n = Math.min(fetch, total);
      const hits = this.#live(this.#index.search(vector, n), accept, wanted);
      if (hits.length === wanted || n === total) return hits;
    }
  }

  *entries(): Iterable<[id: string, vector: Float32Array]> {
    const ids = this.#ids.slice();
    const rows = decodeFlatRows(this.#index.toBuffer());
    for (const [label, id] of ids.entries()) {
      const start = label * this.dimensions;
      if (id !== undefined) yield [id, rows.subarray(start, start + this.dimensions)];
    }
  }

  save(dir: string, info: VectorIndexInfo): Promise<void> {
    // One save after the other, so that the last one asked for is the one that stays.
    const saving = this.#lastSave.catch(() => {}).then(() => this.#save(dir, info));
    this.#lastSave = saving;
    return saving;
  }

  #save(dir: string, { embedder, revision }: VectorIndexInfo): Promise<void> {
    let ids: (string | undefined)[] = [];
    return writeGeneration<Notes>(
      dir,
      NAME,
      {
        // Vectors and ids are taken in one turn of the event loop, so that no change comes between.
        faiss: (file) => {
          if (this.#ids.length > this.size) this.#pack();
          ids = this.#ids.slice();
          this.#index.write(file);
        },
        ids: (file) => writeFile(file, JSON.stringify(ids)),
      },
      () => ({
        version: 1,
        type: 'Flat',
        metric: 'inner_product',
        dimensions: this.dimensions,
        count: ids.length,
        embedder,
        revision,
      }),
    );
  }

  /** Checked copy of vectors, one after the other. */
  #rows(
    vectors: readonly ArrayLike<number>[],
    names: readonly string[],
    from: number,
  ): Float32Array {
    const d = this.dimensions;
    const rows = new Float32Array(vectors.length * d);
    for (const [i, vector] of vectors.entries()) {
      const name = names[from + i];
      if (vector.length !== d) {
        throw new InputError(`The vector of ${name} has ${vector.length} numbers instead of ${d}.`);
      }
      rows.set(vector, i * d);
      for (let at = i * d; at < (i + 1) * d; at++) {
        if (!Number.isFinite(rows[at])) {
          throw new InputError(`The vector of ${name} holds a number that is not finite.`);
        }
      }
    }
    return rows;
  }

  #live(
    found: { labels: number[]; distances: number[] },
    accept: ((id: string) => boolean) | undefined,
    wanted: number,
  ): VectorHit[] {
    return found.labels
      .map((label, i) => ({ label, score: found.distances[i]! }))
      .sort((a, b) => b.score - a.score || a.label - b.label)
      .flatMap(({ label, score }) => {
        // FAISS fills up with the label -1 where it found nothing.
        const id = this.#ids[label];
        return id !== undefined && (!accept || accept(id)) ? [{ id, score }] : [];
      })
      .slice(0, wanted);
  }

  #bury(id: string): void {
    const label = this.#labels.get(id);
    if (label !== undefined) this.#ids[label] = undefined;
  }

  #packIfSparse(): void {
    const dead = this.#ids.length - this.size;
    if (dead > DEAD_TOLERATED && dead > this.size) this.#pack();
  }

  /** Moves the living vectors into a fresh index without tombstones. */
  #pack(): void {
    const d = this.dimensions;
    const rows = new Float32Array(this.size * d);
    const ids: string[] = [];
    for (const [id, vector] of this.entries()) {
      rows.set(vector, ids.length * d);
      ids.push(id);
    }
    this.#index = loadFaiss().IndexFlatIP.fromBuffer(encodeFlat('inner_product', d, rows));
    this.#ids = ids;
    for (const [label, id] of ids.entries()) this.#labels.set(id, label);
  }
}

/**
 * An empty vector index.
 *
 * @param dimensions length of each vector, from 1 on
 * @throws NativeModuleError when FAISS is not built
 */
export function createFaissIndex(dimensions: number): VectorIndex {
  if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > 65536) {
    throw new InputError(`A vector index cannot have ${dimensions} dimensions.`);
  }
  return new FaissIndex(new (loadFaiss().IndexFlatIP)(dimensions), []);
}

/**
 * Opens the vector index saved in a directory.
 *
 * @param expected what its vectors must have been made with; anything else is not comparable
 * @returns the index, and the `revision` given when it was saved
 * @throws IndexUnusableError when there is none, it is damaged, or it is of another embedder: the
 *   caller builds it again from the store
 */
export async function openFaissIndex(
  dir: string,
  expected: { embedder: string; dimensions: number },
): Promise<{ index: VectorIndex; revision: string }> {
  const { IndexFlatIP } = loadFaiss();
  return readGeneration<Notes, { index: VectorIndex; revision: string }>(
    dir,
    NAME,
    (manifest, files) => {
      checkNotes(manifest, expected);
      const ids = readIds(files.ids!, manifest.count);
      const index = IndexFlatIP.read(checkedFlatFile(files.faiss!, manifest));
      return { index: new FaissIndex(index, ids), revision: manifest.revision };
    },
  );
}
