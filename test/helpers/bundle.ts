import { createHash } from 'node:crypto';
import path from 'node:path';
import { build } from 'esbuild';
import { packagePath } from '../../src/package-root.ts';

/**
 * Bundles a TypeScript program so that a test can run it as a process of its own (and kill it).
 * Returns the path of the .mjs file; packages stay external.
 */
export async function bundleProgram(entry: string): Promise<string> {
  const name = createHash('sha256').update(`${entry}${process.pid}`).digest('hex').slice(0, 12);
  const outfile = packagePath(
    'node_modules',
    '.cache',
    'test',
    `${path.basename(entry, '.ts')}-${name}.mjs`,
  );
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'silent',
  });
  return outfile;
}
