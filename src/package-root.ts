import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

let root: string | undefined;

function findRoot(): string {
  let dir = path.dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const manifest = path.join(dir, 'package.json');
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).name === 'paperboy') {
      return dir;
    }
    const parent = path.dirname(dir);
    if (parent === dir) throw new Error('package.json of paperboy not found above this module');
    dir = parent;
  }
}

/** Absolute path of a file that ships with the project, from source and from the bundle alike. */
export function packagePath(...segments: string[]): string {
  root ??= findRoot();
  return path.join(root, ...segments);
}
