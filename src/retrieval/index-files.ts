import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { IndexUnusableError, StoreError } from '../errors.ts';

/*
 * How an index lies in its directory. Each save writes files of new names (a generation) and then
 * renames one manifest, which names them with their sizes and checksums, over the last. So a
 * reader never sees a mix of two generations, and a writer that dies leaves the last one standing.
 */

/** One file of a generation. */
export interface IndexFile {
  file: string;
  bytes: number;
  /** SHA-256, hexadecimal. */
  sha256: string;
}

/** A manifest: the files of the generation by their role, and whatever else the index notes. */
export type Manifest<Notes> = Notes & { files: Record<string, IndexFile> };

/** A generation nobody names is taken for a dead writer's after this long. */
const ABANDONED_AFTER_MS = 60 * 60 * 1000;

/** How often a reader starts again because a writer was quicker, before it gives up. */
const MOST_ATTEMPTS = 100;

const manifestName = (name: string) => `${name}.json`;

async function sync(file: string): Promise<void> {
  const handle = await open(file, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** SHA-256 of a file, read in pieces so that an index of any size leaves the event loop free. */
export async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk);
  return hash.digest('hex');
}

function namedFiles(manifest: unknown): Set<string> {
  const files = (manifest as Manifest<object> | undefined)?.files ?? {};
  return new Set(Object.values(files).map(({ file }) => file));
}

async function readManifest(dir: string, name: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path.join(dir, manifestName(name)), 'utf8'));
  } catch {
    return undefined;
  }
}

/** Removes the generation just replaced, and what writers that died left long ago. */
async function clean(dir: string, name: string, replaced: Set<string>): Promise<void> {
  const current = namedFiles(await readManifest(dir, name));
  const { mtimeMs: now } = await stat(path.join(dir, manifestName(name)));
  for (const file of await readdir(dir)) {
    if (!file.startsWith(`${name}-`) || current.has(file)) continue;
    const found = await stat(path.join(dir, file)).catch(() => undefined);
    if (!found) continue;
    if (replaced.has(file) || now - found.mtimeMs > ABANDONED_AFTER_MS) {
      await rm(path.join(dir, file), { force: true });
    }
  }
}

/**
 * Writes a generation and puts it in place of the last.
 *
 * @param name the index' name in this directory: its manifest is `NAME.json`
 * @param writers one per role, called in turn; each writes the file whose path it is given
 * @param notes what else the manifest shall say; called after the writers
 * @throws StoreError when the directory cannot be written; the last generation then still stands
 */
export async function writeGeneration<Notes extends object>(
  dir: string,
  name: string,
  writers: Record<string, (file: string) => Promise<void> | void>,
  notes: () => Notes,
): Promise<void> {
  const generation = randomBytes(6).toString('hex');
  const files: Record<string, IndexFile> = {};
  const written: string[] = [];
  try {
    await mkdir(dir, { recursive: true });
    for (const [role, write] of Object.entries(writers)) {
      const file = `${name}-${generation}.${role}`;
      const target = path.join(dir, file);
      written.push(target);
      await write(target);
      await sync(target);
      files[role] = { file, bytes: (await stat(target)).size, sha256: await sha256(target) };
    }
    const manifest: Manifest<Notes> = { ...notes(), files };
    const temporary = path.join(dir, `${name}-${generation}.json`);
    written.push(temporary);
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(`${JSON.stringify(manifest, null, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    const replaced = namedFiles(await readManifest(dir, name));
    await rename(temporary, path.join(dir, manifestName(name)));
    await sync(dir);
    await clean(dir, name, replaced);
  } catch (cause) {
    await Promise.all(written.map((file) => rm(file, { force: true }).catch(() => {})));
    throw new StoreError(`The search index could not be written to ${dir}: ${reason(cause)}.`, {
      hint: 'Check that the directory is writable and the disk not full; the index in use stays as it was.',
      cause,
    });
  }
}

/** What a failure says, in one clause; FAISS puts its C++ signature before it. */
function reason(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.replace(/^Error in .* at \S+: /, '').replace(/\.$/, '');
}

/**
 * Opens the generation in place: reads the manifest, verifies each file's size and checksum, and
 * hands both to `read`. If another process replaces the generation meanwhile, starts again.
 *
 * @throws IndexUnusableError when there is none, or it is damaged or foreign
 */
export async function readGeneration<Notes extends object, T>(
  dir: string,
  name: string,
  read: (manifest: Manifest<Notes>, files: Record<string, string>) => Promise<T> | T,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const text = await readFile(path.join(dir, manifestName(name)), 'utf8').catch((cause) => {
      throw unusable(
        cause.code === 'ENOENT' ? `There is no index in ${dir}` : reason(cause),
        cause,
      );
    });
    try {
      const manifest = parseManifest<Notes>(text);
      return await read(manifest, await verify(dir, name, manifest));
    } catch (cause) {
      // A writer removes the generation it replaced; the new manifest names files that are there.
      const now = await readFile(path.join(dir, manifestName(name)), 'utf8').catch(() => text);
      if (now !== text && attempt < MOST_ATTEMPTS) continue;
      if (cause instanceof IndexUnusableError) throw cause;
      throw unusable(`The index in ${dir} cannot be read: ${reason(cause)}`, cause);
    }
  }
}

function unusable(message: string, cause?: unknown): IndexUnusableError {
  return new IndexUnusableError(`${message}.`, {
    hint: 'Run `paperboy index` to build it again from the stored papers.',
    cause,
  });
}

function parseManifest<Notes>(text: string): Manifest<Notes> {
  const manifest = JSON.parse(text);
  if (typeof manifest?.files !== 'object' || manifest.files === null) {
    throw unusable('The manifest of the index names no files');
  }
  return manifest;
}

async function verify(
  dir: string,
  name: string,
  manifest: Manifest<unknown>,
): Promise<Record<string, string>> {
  const paths: Record<string, string> = {};
  for (const [role, { file, bytes, sha256: expected }] of Object.entries(manifest.files)) {
    // The manifest is a file like any other: it must not lead out of its directory.
    if (typeof file !== 'string' || !file.startsWith(`${name}-`) || path.basename(file) !== file) {
      throw unusable(`The manifest of the index names a file that is not part of it: ${file}`);
    }
    paths[role] = path.join(dir, file);
    const { size } = await stat(paths[role]);
    if (size !== bytes) throw unusable(`${file} has ${size} bytes instead of ${bytes}`);
    if ((await sha256(paths[role])) !== expected) throw unusable(`${file} is damaged`);
  }
  return paths;
}
