import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { packagePath } from '../src/package-root.ts';

interface Import {
  from: string;
  to: string;
}

/** Files of TypeScript below a folder, as paths from the project's root. */
function sources(folder: string): string[] {
  return readdirSync(packagePath(folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => path.posix.join(folder, file));
}

/** What a file imports: paths from the root for our own files, names for packages. */
function importsOf(file: string): Import[] {
  const text = readFileSync(packagePath(file), 'utf8');
  const pattern =
    /(?:^|\n)\s*(?:import|export)\b[^'";]*?from\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)|(?:^|\n)import\s*'([^']+)'/g;
  return Array.from(text.matchAll(pattern), (match) => {
    const to = (match[1] ?? match[2] ?? match[3])!;
    return {
      from: file,
      to: to.startsWith('.') ? path.posix.join(path.posix.dirname(file), to) : to,
    };
  });
}

const core = sources('src').flatMap(importsOf);
const adapters = sources('adapters').flatMap(importsOf);
const show = (imports: Import[]) => imports.map(({ from, to }) => `${from} -> ${to}`);

/** Layers from low to high; each may use its own and lower ones. */
const LAYERS: string[][] = [
  ['store'],
  ['corpus'],
  ['retrieval'],
  ['model'],
  ['trending', 'assistant', 'eval'],
  ['digest', 'chat'],
];
const layerOf = (file: string) =>
  LAYERS.findIndex((folders) => folders.includes(file.split('/')[1] ?? ''));
const inside = (file: string, ...folders: string[]) =>
  folders.some((folder) => file === folder || file.startsWith(folder));

describe('architecture', () => {
  test('adapters import only the public surface of the core', () => {
    const wrong = adapters.filter(({ to }) => to.startsWith('src/') && to !== 'src/index.ts');
    expect(show(wrong)).toEqual([]);
  });

  test('an adapter does not import another', () => {
    const platform = (file: string) => file.split('/')[1];
    const wrong = adapters.filter(
      ({ from, to }) =>
        to.startsWith('adapters/') &&
        from.split('/').length > 2 &&
        platform(from) !== platform(to) &&
        // The command line is where `serve` and `doctor` put the adapters together.
        platform(from) !== 'cli',
    );
    expect(show(wrong)).toEqual([]);
  });

  test('the core does not import adapters', () => {
    expect(show(core.filter(({ to }) => to.startsWith('adapters/')))).toEqual([]);
  });

  test('inside the core, imports go down the layers', () => {
    const wrong = core.filter(({ from, to }) => {
      const [above, below] = [layerOf(from), layerOf(to)];
      // A paper's type and its pure helpers are words that every layer shares.
      const shared = inside(to, 'src/corpus/paper.ts');
      return above >= 0 && below > above && !shared;
    });
    expect(show(wrong)).toEqual([]);
  });

  test('LangChain stays in the models, the agent, its tools and the embedders', () => {
    const wrong = core
      .filter(
        ({ to }) =>
          to === 'langchain' || to.startsWith('@langchain/') || to.startsWith('langchain/'),
      )
      .filter(
        ({ from }) =>
          !inside(
            from,
            'src/model/',
            'src/assistant/agent',
            'src/assistant/tools',
            'src/retrieval/embedders/',
            'src/retrieval/langchain-store/',
          ),
      );
    expect(show(wrong)).toEqual([]);
  });

  test('only one file knows FAISS', () => {
    const users = core.filter(({ to }) => to === 'faiss-node').map(({ from }) => from);
    expect(new Set(users)).toEqual(new Set(['src/retrieval/faiss-index.ts']));
  });

  test('the core knows no platform', () => {
    const platforms = /^(discord\.js|@slack\/|@discordjs\/|hono|@hono\/|nodemailer|commander)/;
    expect(show(core.filter(({ to }) => platforms.test(to)))).toEqual([]);
  });

  test('only the configuration reads the environment', () => {
    const readers = sources('src')
      .filter((file) =>
        /process\.env(?!\.OMP_NUM_THREADS \?\?=)/.test(readFileSync(packagePath(file), 'utf8')),
      )
      .filter((file) => file !== 'src/config.ts');
    expect(readers).toEqual([]);
  });
});
