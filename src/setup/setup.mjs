import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { bundle } from './bundle.mjs';
import { withLock } from './lock.mjs';
import { makeFaissReady } from './native/faiss.mjs';
import { makeSqliteReady } from './native/sqlite.mjs';
import { root, stateDir } from './paths.mjs';
import { SetUpProblem } from './problem.mjs';
import { say } from './run.mjs';
import { readyEntry } from './stamp.mjs';

async function allSteps() {
  const started = Date.now();
  await makeFaissReady();
  await makeSqliteReady();
  say('bundling …');
  const entry = await bundle();
  say(`ready after ${((Date.now() - started) / 1000).toFixed(0)} s.`);
  return entry;
}

/** Does work while no other process sets up this checkout, and ends its tools when it is ended. */
async function alone(work) {
  if (!existsSync(path.join(root, 'node_modules'))) {
    throw new SetUpProblem('The packages are not installed yet. Run `npm ci` first.');
  }
  const end = () => process.exit(130);
  process.once('SIGINT', end).once('SIGTERM', end);
  try {
    return await withLock(path.join(stateDir, 'lock'), work, (pid) =>
      say(`another set-up is running (process ${pid}), waiting for it …`),
    );
  } finally {
    process.off('SIGINT', end).off('SIGTERM', end);
  }
}

/**
 * Makes everything ready that `npm ci` leaves undone: the compiled modules and the bundle. What is
 * ready already is left as it is, so a set-up that was ended half-way goes on from there.
 *
 * @param {{verify?: boolean}} [options] with `verify`, a set-up that has passed is checked again
 * @returns {Promise<string>} absolute path of the file to run
 * @throws {SetUpProblem} when something is missing; the message says what to type
 */
export function setUp({ verify = false } = {}) {
  return alone(async () => (!verify && readyEntry(root)) || allSteps());
}

/** Makes the compiled modules ready without the bundle: what the tests need. @throws {SetUpProblem} */
export function setUpModules() {
  return alone(async () => {
    await makeFaissReady();
    await makeSqliteReady();
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await setUp({ verify: true });
  } catch (error) {
    if (!(error instanceof SetUpProblem)) throw error;
    process.stderr.write(`\n${error.message}\n`);
    process.exitCode = 1;
  }
}
