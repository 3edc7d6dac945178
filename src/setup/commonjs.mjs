import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** Whether Node would run a file as CommonJS. */
function isCommonJs(file) {
  if (!file.endsWith('.js')) return file.endsWith('.cjs');
  for (let dir = path.dirname(file); dir !== path.dirname(dir); dir = path.dirname(dir)) {
    try {
      return JSON.parse(readFileSync(path.join(dir, 'package.json'), 'utf8')).type !== 'module';
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
  }
  return true;
}

/**
 * An esbuild plugin: `await import('a-commonjs-package')` has the names in a split bundle that it
 * has in Node. Without it, only `default` is there.
 */
export const namedImportsOfCommonJs = {
  name: 'named-imports-of-commonjs',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, async (args) => {
      if (args.kind !== 'dynamic-import' || args.pluginData === 'resolving') return undefined;
      const { kind, importer, resolveDir } = args;
      const options = { kind, importer, resolveDir, pluginData: 'resolving' };
      const found = await build.resolve(args.path, options);
      if (found.errors.length > 0 || found.external || !isCommonJs(found.path)) return undefined;
      return { path: found.path, namespace: 'commonjs' };
    });
    build.onLoad({ filter: /.*/, namespace: 'commonjs' }, async ({ path: file }) => {
      // Node itself says which names it finds in the file.
      const names = Object.keys(await import(pathToFileURL(file).href));
      const lines = names.flatMap((name, at) =>
        name === 'default'
          ? []
          : [
              `const name${at} = module_[${JSON.stringify(name)}];`,
              `export { name${at} as ${JSON.stringify(name)} };`,
            ],
      );
      return {
        contents: `const module_ = require(${JSON.stringify(file)});\nexport default module_;\n${lines.join('\n')}`,
        resolveDir: path.dirname(file),
      };
    });
  },
};
