import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

/*
 * The stamp says that the set-up has passed and for what: this Node (compiled modules fit one
 * ABI), these installed packages, these sources. Checking it is a read and one `stat` per source
 * file of the bundle, one to two milliseconds at every start, and nothing is built twice.
 */

const VERSION = 1;
const stampFile = (root) => path.join(root, 'node_modules/.cache/paperboy/set-up.json');

/** The Node and machine that compiled modules are made for. */
export const platform = `${process.platform}-${process.arch}-abi${process.versions.modules}`;

/** Size and time of change of a file, or undefined if it is not there. */
function fingerprint(file) {
  const found = statSync(file, { throwIfNoEntry: false });
  return found && `${found.size}:${found.mtimeMs}`;
}

/** npm writes this list of what is installed anew whenever that changes. */
const installed = (root) => fingerprint(path.join(root, 'node_modules/.package-lock.json'));

/**
 * Notes that everything is ready.
 *
 * @param {string} root the checkout
 * @param {{entry: string, inputs: string[], began: number}} bundle the file to run, the sources it
 *   was made of, both relative to the root, and when reading these began (epoch milliseconds)
 */
export function writeStamp(root, { entry, inputs, began }) {
  const sources = {};
  for (const file of inputs) {
    const now = statSync(path.join(root, file), { throwIfNoEntry: false });
    // What was edited meanwhile may not be what was read: it never matches, so it is bundled again.
    sources[file] = now && now.mtimeMs < began ? fingerprint(path.join(root, file)) : 'changed';
  }
  const stamp = { version: VERSION, platform, installed: installed(root), entry, sources };
  const file = stampFile(root);
  const temporary = `${file}.${process.pid}`;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(temporary, JSON.stringify(stamp));
  renameSync(temporary, file);
}

/**
 * The file to run, if the set-up has passed for all that is here now.
 *
 * @param {string} root the checkout
 * @returns {string | undefined} an absolute path; undefined when a set-up is needed
 */
export function readyEntry(root) {
  let stamp;
  try {
    stamp = JSON.parse(readFileSync(stampFile(root), 'utf8'));
  } catch {
    return undefined;
  }
  if (stamp.version !== VERSION || stamp.platform !== platform) return undefined;
  if (stamp.installed !== installed(root)) return undefined;
  for (const file in stamp.sources) {
    if (fingerprint(path.join(root, file)) !== stamp.sources[file]) return undefined;
  }
  const entry = path.join(root, stamp.entry);
  return fingerprint(entry) && entry;
}
