import { spawnSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';
import { root } from './paths.mjs';

/*
 * Runs a TypeScript program of the project that is no part of the bundle, such as a benchmark:
 * node src/setup/run-script.mjs FILE.ts [ARGUMENTS]
 */

/** Training and benchmarks over 100,000 papers hold all of them. */
const HEAP_MB = 6000;

const [file, ...args] = process.argv.slice(2);
if (!file) {
  process.stderr.write('Which program? node src/setup/run-script.mjs FILE.ts [ARGUMENTS]\n');
  process.exit(2);
}
const outfile = path.join(root, '.cache', 'scripts', `${file.replace(/[\\/]/g, '-')}.mjs`);
await build({
  absWorkingDir: root,
  entryPoints: [file],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  sourcemap: 'inline',
});
process.env.OMP_NUM_THREADS ??= '1';
const flags = [`--max-old-space-size=${HEAP_MB}`, '--enable-source-maps', '--expose-gc'];
const { status } = spawnSync(process.execPath, [...flags, outfile, ...args], { stdio: 'inherit' });
process.exit(status ?? 1);
