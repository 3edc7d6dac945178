#!/usr/bin/env node
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { root } from './paths.mjs';
import { readyEntry } from './stamp.mjs';

/*
 * The program's start, for `npx paperboy` and `npm start`: makes ready what is not ready yet (only
 * after an installation or a change of the sources), then runs the bundle in this process.
 */

async function entry() {
  const ready = readyEntry(root);
  if (ready) return ready;
  const { setUp } = await import('./setup.mjs');
  return setUp();
}

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`Paperboy needs Node 20.19 or later; this is ${process.version}.\n`);
  process.exit(1);
}

// FAISS reads it once, when it is loaded; with its default of one thread per core a search on a
// busy machine took many times as long.
process.env.OMP_NUM_THREADS ??= '1';

let file;
try {
  file = await entry();
} catch (error) {
  process.stderr.write(`\n${error.message}\n`);
  process.exit(1);
}
await import(pathToFileURL(file).href);
