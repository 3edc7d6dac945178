/** A vector found. */
export interface VectorHit {
  id: string;
  /** Inner product with the query; for unit vectors the cosine, in [-1, 1]. */
  score: number;
}

/** What an index saved in a directory says about itself. */
export interface VectorIndexInfo {
  /** Id of the embedder that made the vectors (`Embedder.id`). */
  embedder: string;
  /**
   * Which state of the store the vectors stand for, in the caller's own words (a count, a hash);
   * opaque to the index. Empty if the caller gave none.
   */
  revision: string;
}

/**
 * Nearest neighbours by inner product over vectors that carry ids. Vectors are expected to have
 * unit length (an all-zero vector is fine: it scores 0 everywhere); they are held as 32-bit floats.
 *
 * Every method checks its input before anything changes: on an error the index is as it was.
 */
export interface VectorIndex {
  /** Length of each vector. */
  readonly dimensions: number;
  /** Number of ids that can be found. */
  readonly size: number;

  /** Whether this id has a vector. */
  has(id: string): boolean;

  /**
   * Adds vectors, `ids[i]` for `vectors[i]`. An id that is there already gets the new vector; of
   * an id given twice in one call the last vector stays.
   *
   * @param vectors `ids.length` vectors of `dimensions` finite numbers each
   * @throws InputError when lengths differ or a number is not finite
   */
  add(ids: readonly string[], vectors: readonly ArrayLike<number>[]): void;

  /** Removes these ids; unknown ones are ignored. */
  remove(ids: readonly string[]): void;

  /**
   * The `k` nearest ids, best first; fewer only when fewer are there or accepted. Equal scores
   * come in the order in which the vectors were added.
   *
   * @param query `dimensions` finite numbers
   * @param k a whole number from 1 on
   * @param accept leaves out the ids for which it returns false
   * @throws InputError when the query does not fit or `k` is not a whole number from 1 on
   */
  search(query: ArrayLike<number>, k: number, accept?: (id: string) => boolean): VectorHit[];

  /** Every id with its vector, in the order added. Copies the whole index first: for export. */
  entries(): Iterable<[id: string, vector: Float32Array]>;

  /**
   * Writes the index to a directory, which is made if need be. What stood there is replaced at
   * once: a reader, or a machine that loses power, has the old index or the new one.
   *
   * @throws StoreError when the directory cannot be written (full, read-only)
   */
  save(dir: string, info: VectorIndexInfo): Promise<void>;
}
