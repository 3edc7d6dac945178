import { cpSync, existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { ALL_NEEDS, installLine, installPackages } from '../debian.mjs';
import { cacheDir, logFile } from '../paths.mjs';
import { SetUpProblem } from '../problem.mjs';
import { has, run, say } from '../run.mjs';
import { fetchPrebuilt, keep, packageDir, place, restore, works } from './modules.mjs';

const NAME = 'better-sqlite3';
const BINARY = 'build/Release/better_sqlite3.node';

/** Node's headers beside this Node; node-gyp would otherwise look for them on the network. */
function headersEnv() {
  if (process.env.npm_config_nodedir) return {};
  const prefix = path.dirname(path.dirname(process.execPath));
  const there = existsSync(path.join(prefix, 'include/node/node.h'));
  return there ? { npm_config_nodedir: prefix } : {};
}

/** npm as it runs now, else the one on the path. */
function npm() {
  const script = process.env.npm_execpath;
  return script?.endsWith('npm-cli.js') ? [process.execPath, [script]] : ['npm', []];
}

async function toolsAreThere() {
  return (await has('g++')) && (await has('make')) && (await has('python3'));
}

/**
 * Compiles a copy of the package and puts the module in place when it is whole: compiling in the
 * package's own folder would be disturbed by what a killed set-up still has running there.
 */
async function compile() {
  say('compiling SQLite (better-sqlite3), about a minute …');
  const builds = path.join(cacheDir, 'build');
  const work = path.join(builds, `${NAME}-${process.pid}`);
  rmSync(builds, { recursive: true, force: true });
  cpSync(packageDir(NAME), work, { recursive: true });
  const [command, first] = npm();
  const env = { ...headersEnv(), JOBS: 'max' };
  const args = [...first, 'run', 'build-release'];
  const result = await run(command, args, { cwd: work, env, seconds: 1200 });
  if (result.ok) place(path.join(work, BINARY), path.join(packageDir(NAME), BINARY));
  rmSync(builds, { recursive: true, force: true });
  return result;
}

/**
 * Makes SQLite ready: a copy kept from before, its makers' binary, or compiled here.
 *
 * @throws {SetUpProblem} when it cannot be had; the message says what to type
 */
export async function makeSqliteReady() {
  if ((await works(NAME)) || (await restore(NAME, BINARY))) return;
  say('fetching SQLite (better-sqlite3) …');
  if (!(await fetchPrebuilt(NAME, []))) {
    if (!(await toolsAreThere()) && !(await installPackages(['compiler', 'gyp']))) {
      throw new SetUpProblem(
        'SQLite (better-sqlite3) has to be compiled here, for which g++, make and python3 are ' +
          `missing. Type:\n\n  ${installLine(ALL_NEEDS)}\n\nand start again.`,
      );
    }
    const { ok, tail } = await compile();
    if (!ok || !(await works(NAME))) {
      throw new SetUpProblem(
        `SQLite (better-sqlite3) could not be compiled; all of it is in ${logFile}:\n\n${tail}\n\n` +
          "If Node's headers are what is missing, install them, or set npm_config_nodedir to the " +
          'folder that holds include/node, and start again.',
      );
    }
  }
  keep(NAME, BINARY);
}
