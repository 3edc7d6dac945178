import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { ALL_NEEDS, installLine, installPackages, privatePackages } from '../debian.mjs';
import { logFile, root, stateDir } from '../paths.mjs';
import { SetUpProblem } from '../problem.mjs';
import { has, run, say } from '../run.mjs';
import { fetchPrebuilt, keep, packageDir, place, restore, works } from './modules.mjs';
import { patchSource } from './patch-source.mjs';

const NAME = 'faiss-node';
const BINARY = 'build/Release/faiss-node.node';

/** Libraries that come with a private copy of FAISS and lie beside the module. */
const PRIVATE_LIBRARIES = [
  'openblas-pthread/libopenblas.so.0',
  'libgfortran.so.5',
  'libgomp.so.1',
  'libquadmath.so.0',
];

/**
 * Compiles the package's one source against a FAISS library.
 *
 * With NODE_ADDON_API_CPP_EXCEPTIONS_ALL, which takes node-addon-api 8, most of what would end
 * the process arrives as a JavaScript error. `muldefs` lets the functions of simd.cc stand before
 * the library's; `nodelete` keeps the module loaded when a worker thread that used it ends.
 *
 * @param {string[]} library where FAISS lies: arguments of the compiler
 * @returns {Promise<{ok: boolean, tail: string}>}
 */
async function compile(library) {
  mkdirSync(stateDir, { recursive: true });
  const work = mkdtempSync(path.join(stateDir, 'faiss-'));
  try {
    const source = readFileSync(path.join(packageDir(NAME), 'src/faiss.cc'), 'utf8');
    writeFileSync(path.join(work, 'faiss.cc'), patchSource(source));
    const here = path.join(root, 'src/setup/native');
    const built = path.join(work, 'faiss-node.node');
    const result = await run('g++', [
      ...'-std=c++17 -O3 -DNDEBUG -fPIC -shared -fopenmp -s'.split(' '),
      ...'-DNAPI_VERSION=8 -DNODE_GYP_MODULE_NAME=faiss_node -DBUILDING_NODE_EXTENSION'.split(' '),
      '-DNODE_ADDON_API_CPP_EXCEPTIONS_ALL',
      ...library.filter((argument) => argument.startsWith('-I')),
      `-I${path.join(root, 'node_modules/node-addon-api')}`,
      `-I${path.join(root, 'node_modules/node-api-headers/include')}`,
      '-include',
      path.join(here, 'compat.h'),
      path.join(here, 'simd.cc'),
      path.join(work, 'faiss.cc'),
      '-Wl,-z,muldefs',
      '-Wl,-z,nodelete',
      ...library.filter((argument) => !argument.startsWith('-I')),
      '-o',
      built,
    ]);
    if (result.ok) place(built, path.join(packageDir(NAME), BINARY));
    return result;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const fromSystem = () => compile(['-lfaiss', '-llapack', '-lblas']);

/** Against packages unpacked into the cache; the libraries go where the module looks first. */
async function fromPrivatePackages() {
  const unpacked = await privatePackages();
  if (!unpacked) return { ok: false, tail: 'Debian packages could not be fetched.' };
  const usr = path.join(unpacked, 'usr');
  const triplet = readdirSync(path.join(usr, 'lib')).find((name) => name.includes('-linux-'));
  const dir = path.join(usr, 'lib', triplet ?? '');
  const libraries = PRIVATE_LIBRARIES.map((name) => path.join(dir, name)).filter(existsSync);
  const result = await compile([
    `-I${path.join(usr, 'include')}`,
    path.join(dir, 'libfaiss.a'),
    path.join(dir, PRIVATE_LIBRARIES[0]),
    // The old kind of rpath, since the libraries have to find each other too.
    '-Wl,--disable-new-dtags,-rpath,$ORIGIN',
    `-Wl,-rpath-link,${dir}`,
  ]);
  const release = path.join(packageDir(NAME), path.dirname(BINARY));
  for (const file of libraries) place(file, path.join(release, path.basename(file)));
  return result;
}

/** Tries one way to have FAISS after the other; true once it works. */
async function build() {
  const compiler = (await has('g++')) || (await installPackages(['compiler', 'faiss']));
  if (compiler) {
    say('compiling FAISS (faiss-node), some seconds …');
    if ((await fromSystem()).ok && (await works(NAME))) return true;
    if (await installPackages(['faiss'])) {
      if ((await fromSystem()).ok && (await works(NAME))) return true;
    }
    if ((await fromPrivatePackages()).ok && (await works(NAME))) return true;
  }
  // The last choice: the makers' binary ends the process on more kinds of bad input, and leaks.
  say('fetching FAISS (faiss-node) …');
  return fetchPrebuilt(NAME, ['--runtime', 'napi']);
}

/**
 * Makes FAISS ready: a copy kept from before, compiled here against Debian's library (of the
 * system, or unpacked into the cache), or its makers' binary.
 *
 * @throws {SetUpProblem} when it cannot be had; the message says what to type
 */
export async function makeFaissReady() {
  if ((await works(NAME)) || (await restore(NAME, BINARY))) return;
  if (!(await build())) {
    throw new SetUpProblem(
      `FAISS could not be made ready; what was tried is in ${logFile}. Type:\n\n` +
        `  ${installLine(ALL_NEEDS)}\n\nand start again.`,
    );
  }
  keep(NAME, BINARY);
}
