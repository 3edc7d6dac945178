import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { cacheDir } from './paths.mjs';
import { has, run, say } from './run.mjs';

/** What compiling may need, by the Debian package that brings it. */
const PACKAGES = {
  compiler: ['g++'],
  gyp: ['make', 'python3'],
  faiss: ['libfaiss-dev', 'libopenblas-dev'],
};

/** What FAISS needs to be compiled against and to run, where no root may install it. */
const PRIVATE_PACKAGES = [
  'libfaiss-dev',
  'libopenblas0-pthread',
  'libgfortran5',
  'libgomp1',
  ...(process.arch === 'x64' ? ['libquadmath0'] : []),
];

/** Everything that compiling may need. */
export const ALL_NEEDS = Object.keys(PACKAGES);

const packagesFor = (needs) => needs.flatMap((need) => PACKAGES[need]);

/** The line to type when a person has to install packages. */
export function installLine(needs) {
  const sudo = process.getuid?.() === 0 ? '' : 'sudo ';
  const install = `apt-get install -y --no-install-recommends ${packagesFor(needs).join(' ')}`;
  return `${sudo}apt-get update && ${sudo}${install}`;
}

/** Whether this account may install Debian packages. */
async function mayInstall() {
  return process.getuid?.() === 0 && (await has('apt-get'));
}

/**
 * Installs packages where this account may.
 *
 * @param {(keyof typeof PACKAGES)[]} needs
 * @returns {Promise<boolean>} false where it may not, or they could not be installed
 */
export async function installPackages(needs) {
  if (!(await mayInstall())) return false;
  const names = packagesFor(needs);
  say(`installing Debian packages: ${names.join(' ')} …`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update'], { env, seconds: 300 });
  const args = ['install', '-y', '--no-install-recommends', ...names];
  return (await run('apt-get', args, { env, seconds: 900 })).ok;
}

async function download(dir, options) {
  const args = [...options, 'download', ...PRIVATE_PACKAGES];
  return (await run('apt-get', args, { cwd: dir, seconds: 300 })).ok;
}

/** For where the system's package lists are missing or out of date. */
async function downloadWithOwnLists(work, dir) {
  const settings = [
    `Dir::State=${work}/state`,
    'Dir::State::status=/var/lib/dpkg/status',
    `Dir::Cache=${work}/cache`,
    'APT::Sandbox::User=',
  ];
  const options = settings.flatMap((setting) => ['-o', setting]);
  // Its exit status says little: one source out of reach that does not matter here fails it.
  await run('apt-get', [...options, 'update'], { seconds: 300 });
  return download(dir, options);
}

/**
 * Fetches FAISS and what it runs on from Debian and unpacks them into a folder of this checkout,
 * which needs no rights.
 *
 * @returns {Promise<string | undefined>} the folder that stands for `/`, or undefined where there
 *   is no apt, or nothing to be had
 */
export async function privatePackages() {
  const target = path.join(cacheDir, 'debian');
  if (existsSync(target)) return target;
  if (!(await has('apt-get')) || !(await has('dpkg-deb'))) return undefined;
  say('fetching FAISS from Debian into .cache/debian (no root needed) …');
  const work = path.join(cacheDir, `debian-${process.pid}`);
  const dirs = ['state/lists/partial', 'cache/archives/partial', 'packages', 'root'];
  for (const dir of dirs) mkdirSync(path.join(work, dir), { recursive: true });
  const packages = path.join(work, 'packages');
  try {
    const fetched = (await download(packages, [])) || (await downloadWithOwnLists(work, packages));
    if (!fetched) return undefined;
    for (const file of readdirSync(packages)) {
      const unpack = ['-x', path.join(packages, file), path.join(work, 'root')];
      if (!(await run('dpkg-deb', unpack)).ok) return undefined;
    }
    renameSync(path.join(work, 'root'), target);
    return target;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
