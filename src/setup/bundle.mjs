import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { namedImportsOfCommonJs } from './commonjs.mjs';
import { root } from './paths.mjs';
import { SetUpProblem } from './problem.mjs';
import { writeStamp } from './stamp.mjs';
import { englishZodOnly } from './zod-locales.mjs';

const ENTRY = 'adapters/main.ts';

/** Compiled modules, and packages that read files beside their own code. */
const EXTERNAL = [
  'better-sqlite3',
  'faiss-node',
  '@resvg/resvg-js',
  'dejavu-fonts-ttf',
  // Not installed unless somebody wants them; asked for at run time.
  '@huggingface/transformers',
  'bufferutil',
  'utf-8-validate',
  'zlib-sync',
  'pg-native',
];

/** How many bundles stay: a process that runs an older one loads parts of it when it needs them. */
const KEPT = 3;

/** CommonJS packages in the bundle use these, which modules do not have. */
const BANNER = `import { createRequire as createRequire_ } from 'node:module';
import { dirname as dirname_ } from 'node:path';
import { fileURLToPath as fileURLToPath_ } from 'node:url';
const require = createRequire_(import.meta.url);
const __filename = fileURLToPath_(import.meta.url);
const __dirname = dirname_(__filename);`;

function removeOld(dist) {
  const bundles = readdirSync(dist)
    .map((name) => ({ dir: path.join(dist, name), made: statSync(path.join(dist, name)).mtimeMs }))
    .sort((a, b) => b.made - a.made);
  for (const { dir } of bundles.slice(KEPT)) rmSync(dir, { recursive: true, force: true });
}

/**
 * Bundles the program into `dist/<build>/`, split so that a command loads only what it uses, and
 * notes it in the stamp.
 *
 * @returns {Promise<string>} absolute path of the file to run
 * @throws {SetUpProblem} when the sources do not compile
 */
export async function bundle() {
  const { build } = await import('esbuild');
  const dist = path.join(root, 'dist');
  const out = path.join(dist, `${Date.now().toString(36)}-${process.pid}`);
  mkdirSync(out, { recursive: true });
  const began = Date.now();
  let result;
  try {
    result = await build({
      absWorkingDir: root,
      entryPoints: { main: ENTRY },
      outdir: out,
      bundle: true,
      splitting: true,
      platform: 'node',
      target: 'node20',
      format: 'esm',
      // Error classes go by their names.
      keepNames: true,
      minifySyntax: true,
      minifyWhitespace: true,
      sourcemap: true,
      sourcesContent: false,
      legalComments: 'none',
      external: EXTERNAL,
      plugins: [namedImportsOfCommonJs, englishZodOnly],
      banner: { js: BANNER },
      metafile: true,
      logLevel: 'silent',
    });
  } catch (error) {
    rmSync(out, { recursive: true, force: true });
    throw new SetUpProblem(
      `The sources could not be bundled: ${error.message}\n\nIf a package is not found, run \`npm ci\`.`,
    );
  }
  const entry = path.relative(root, path.join(out, 'main.js'));
  const own = Object.keys(result.metafile.inputs).filter((file) => !/node_modules|:/.test(file));
  writeStamp(root, { entry, inputs: own, began });
  removeOld(dist);
  return path.join(root, entry);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    process.stdout.write(`${await bundle()}\n`);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
