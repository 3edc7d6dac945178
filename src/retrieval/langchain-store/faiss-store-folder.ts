import { createHash, randomBytes } from 'node:crypto';
import { copyFile, link, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Document } from '@langchain/core/documents';
import { FormatError, StoreError } from '../../errors.ts';
import { decodeFlatHeader, decodeFlatRows, encodeFlat } from '../flat-file.ts';

/*
 * FaissStore of @langchain/community saves two files: `docstore.json`, which holds
 * [[id, document][], {label: id}], and `faiss.index`, a flat L2 index. Two files cannot be replaced
 * at once, so ours writes the vectors to a file named by their checksum first, and notes that in a
 * third item of docstore.json, which FaissStore passes over; `faiss.index` is another name of that
 * file. A reader that knows the note never sees vectors and documents of different saves.
 */

const DOCSTORE = 'docstore.json';
const INDEX = 'faiss.index';

/** What is read into memory at most; a JSON text beyond half a gigabyte cannot be. */
const MOST_BYTES: Record<string, number> = { [DOCSTORE]: 256 << 20, [INDEX]: 2 ** 31 };

interface Note {
  sha256: string;
}

export interface FaissStoreFolder {
  dimensions: number;
  ids: string[];
  vectors: Float32Array[];
  documents: Document[];
}

const generation = ({ sha256 }: Note) => `${INDEX}-${sha256.slice(0, 16)}`;
const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** Writes a file whole under another name first, so that nobody reads half of it. */
async function replace(file: string, bytes: string | Buffer): Promise<void> {
  const temporary = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Gives a file a second name, at once; copies where the file system has no links. */
async function alias(from: string, to: string): Promise<void> {
  const temporary = `${to}.${randomBytes(6).toString('hex')}`;
  await link(from, temporary).catch(() => copyFile(from, temporary));
  await rename(temporary, to);
  // Renaming one name of a file over another of the same file does nothing.
  await rm(temporary, { force: true });
}

/**
 * Writes a folder that FaissStore can load.
 *
 * @param entries ids with unit vectors of `dimensions` numbers; their order by L2, which FaissStore
 *   uses, is then their order by cosine
 * @throws StoreError when it cannot be written; what stood there stays
 */
export async function writeFaissStoreFolder(
  directory: string,
  dimensions: number,
  entries: [id: string, vector: Float32Array][],
  documents: ReadonlyMap<string, Document>,
): Promise<void> {
  const known = entries.filter(([id]) => documents.has(id));
  const rows = new Float32Array(known.length * dimensions);
  for (const [label, [, vector]] of known.entries()) rows.set(vector, label * dimensions);
  const index = encodeFlat('l2', dimensions, rows);
  const note: Note = { sha256: digest(index) };
  const docstore = JSON.stringify([
    known.map(([id]) => [id, documents.get(id)]),
    Object.fromEntries(known.map(([id], label) => [label, id])),
    note,
  ]);
  try {
    await mkdir(directory, { recursive: true });
    await replace(path.join(directory, generation(note)), index);
    await replace(path.join(directory, DOCSTORE), docstore);
    await alias(path.join(directory, generation(note)), path.join(directory, INDEX));
    for (const file of await readdir(directory)) {
      const old = /^faiss\.index-[0-9a-f]{16}$/.test(file) && file !== generation(note);
      if (old) await rm(path.join(directory, file), { force: true });
    }
  } catch (cause) {
    throw new StoreError(`The vector store could not be saved to ${directory}.`, {
      hint: 'Check that the folder is writable and the disk not full.',
      cause,
    });
  }
}

async function readLimited(directory: string, name: string, limit: number): Promise<Buffer> {
  const file = path.join(directory, name);
  const { size } = await stat(file);
  if (size > limit) {
    throw new FormatError(`${file} is too large to read: ${size} bytes, at most ${limit}.`);
  }
  return readFile(file);
}

/** The vectors that belong to a docstore, as far as that can be told. */
async function readIndex(directory: string, note: Note | undefined): Promise<Buffer> {
  const names = note ? [generation(note), INDEX] : [INDEX];
  for (const name of names) {
    const bytes = await readLimited(directory, name, MOST_BYTES[INDEX]!).catch((error) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (bytes && (!note || digest(bytes) === note.sha256)) return bytes;
  }
  throw new FormatError(`${path.join(directory, INDEX)} is missing, damaged or of another save.`);
}

function asDocument(value: unknown, id: string): Document {
  const { pageContent, metadata } = (value ?? {}) as Partial<Document>;
  if (typeof pageContent !== 'string' || (metadata && typeof metadata !== 'object')) {
    throw new FormatError(`The document ${id} in ${DOCSTORE} has no text.`);
  }
  return new Document({ pageContent, metadata: metadata ?? {}, id });
}

function parseDocstore(text: string) {
  const [pairs, mapping, note]: unknown[] = JSON.parse(text);
  if (!Array.isArray(pairs) || typeof mapping !== 'object' || mapping === null) {
    throw new FormatError(`${DOCSTORE} is not a docstore of FaissStore.`);
  }
  const labels = new Map(Object.entries(mapping).map(([label, id]) => [Number(label), String(id)]));
  return {
    documents: new Map<string, unknown>(pairs),
    labels,
    note: typeof (note as Note | undefined)?.sha256 === 'string' ? (note as Note) : undefined,
  };
}

async function readOnce(directory: string, text: string): Promise<FaissStoreFolder> {
  const { documents, labels, note } = parseDocstore(text);
  const bytes = await readIndex(directory, note);
  const { dimensions, count } = decodeFlatHeader(bytes, bytes.length);
  const rows = decodeFlatRows(bytes);
  if (!rows.every(Number.isFinite)) {
    throw new FormatError(`${path.join(directory, INDEX)} holds numbers that are not finite.`);
  }
  const folder: FaissStoreFolder = { dimensions, ids: [], vectors: [], documents: [] };
  const apart = () =>
    new FormatError(`The vectors and the documents in ${directory} do not belong together.`);
  if (labels.size !== count) throw apart();
  for (let label = 0; label < count; label++) {
    const id = labels.get(label);
    if (id === undefined || !documents.has(id)) throw apart();
    folder.ids.push(id);
    folder.vectors.push(rows.subarray(label * dimensions, (label + 1) * dimensions));
    folder.documents.push(asDocument(documents.get(id), id));
  }
  return folder;
}

/**
 * Reads a folder saved by {@link writeFaissStoreFolder} or by FaissStore. Only data is read from
 * it: the pickles that LangChain for Python writes, which are programs, are not.
 *
 * @throws FormatError when it is none, torn, damaged or too large
 */
export async function readFaissStoreFolder(directory: string): Promise<FaissStoreFolder> {
  const readDocstore = async () =>
    (await readLimited(directory, DOCSTORE, MOST_BYTES[DOCSTORE]!)).toString('utf8');
  try {
    for (;;) {
      const text = await readDocstore();
      try {
        return await readOnce(directory, text);
      } catch (error) {
        // Another process may have saved between the two readings; then its save is read.
        if ((await readDocstore()) === text) throw error;
      }
    }
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
    throw new FormatError(`${directory} cannot be read as a folder of FaissStore.`, {
      hint: 'It must hold docstore.json and faiss.index, as FaissStore.save() writes them.',
      cause,
    });
  }
}
