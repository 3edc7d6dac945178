import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { cacheDir, root } from '../paths.mjs';
import { run } from '../run.mjs';
import { platform } from '../stamp.mjs';

/** Folder of an installed package. */
export const packageDir = (name) => path.join(root, 'node_modules', name);

/** Whether a compiled module loads and works. */
export async function works(name) {
  const check = path.join(root, 'src/setup/native/check.cjs');
  return (await run(process.execPath, [check, name], { cwd: root, seconds: 60 })).ok;
}

/** Puts a file in place at once, so that no other process loads half of it. */
export function place(from, to) {
  const temporary = `${to}.${process.pid}`;
  mkdirSync(path.dirname(to), { recursive: true });
  copyFileSync(from, temporary);
  renameSync(temporary, to);
}

function kept(name) {
  const { version } = JSON.parse(readFileSync(path.join(packageDir(name), 'package.json'), 'utf8'));
  return path.join(cacheDir, 'native', `${name}-${version}-${platform}.node`);
}

/** Keeps a copy of a compiled module, since `npm ci` throws it away and compiling takes long. */
export function keep(name, binary) {
  place(path.join(packageDir(name), binary), kept(name));
}

/** Puts the kept copy back; false if there is none that works. */
export async function restore(name, binary) {
  if (!existsSync(kept(name))) return false;
  place(kept(name), path.join(packageDir(name), binary));
  return works(name);
}

/** Fetches the binary that the package's makers publish; false where it is out of reach. */
export async function fetchPrebuilt(name, args) {
  const script = path.join(root, 'node_modules/prebuild-install/bin.js');
  const fetched = await run(process.execPath, [script, ...args], {
    cwd: packageDir(name),
    seconds: 60,
  });
  return fetched.ok && (await works(name));
}
