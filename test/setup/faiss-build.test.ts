import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { patchSource } from '../../src/setup/native/patch-source.mjs';

const source = readFileSync(path.resolve('node_modules/faiss-node/src/faiss.cc'), 'utf8');

/** Runs a program on the built module in a process of its own, which may be ended by it. */
function inProcess(program: string) {
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    ['--expose-gc', '-e', program],
    { encoding: 'utf8', env: { ...process.env, OMP_NUM_THREADS: '1' }, timeout: 60_000 },
  );
  return { status, signal, stdout: stdout.trim(), stderr };
}

describe('the patched source of faiss-node', () => {
  it('frees what the package leaks and is one per thread', () => {
    const patched = patchSource(source);
    expect(patched).not.toMatch(/new float\[length\];|new faiss::VectorIO|delete\[\]/);
    expect(patched).toContain('thread_local Napi::FunctionReference');
  });

  it('is refused when the package has changed', () => {
    expect(() => patchSource(source.replace('search', 'find'))).toThrow(
      /not that of version 0\.5\.1/,
    );
  });
});

describe('the module built of it', () => {
  it('is used in several threads at once', () => {
    const result = inProcess(`
      const { Worker } = require('node:worker_threads');
      const use = "const { IndexFlatIP } = require('faiss-node'); const index = new IndexFlatIP(2);" +
        "index.add([1, 0]); index.search([1, 0], 1);";
      eval(use);
      let running = 4;
      for (let i = 0; i < 4; i++) {
        new Worker(use, { eval: true }).on('exit', () => --running || (eval(use), console.log('fine')));
      }`);
    expect(result).toMatchObject({ status: 0, stdout: 'fine' });
  });

  it('keeps no memory of past searches and copies', () => {
    const result = inProcess(`
      const { IndexFlatIP } = require('faiss-node');
      const vector = new Array(4096).fill(0.5);
      const index = new IndexFlatIP(4096);
      for (let i = 0; i < 64; i++) index.add(vector);
      const { setImmediate } = require('node:timers/promises');
      const work = async (times) => {
        for (let i = 0; i < times; i++) {
          index.search(vector, 1);
          if (i % 10 === 0) IndexFlatIP.fromBuffer(index.toBuffer());
          if (i % 100 === 0) { gc(); await setImmediate(); }
        }
        gc();
        await setImmediate();
        return process.memoryUsage().rss;
      };
      work(500).then(async (before) => {
        console.log(Math.round((await work(3000) - before) / 2 ** 20));
      });`);
    // The package as published keeps 650 MiB of this.
    expect(result.status).toBe(0);
    expect(Number(result.stdout)).toBeLessThan(60);
  });

  it.each([
    ['k = 0', 'index.search([1, 0], 0)'],
    ['a path that cannot be written', "index.write('/no/such/folder/index')"],
    ['removal from a graph', "Index.fromFactory(2, 'HNSW8').removeIds([0])"],
    ['adding before training', "Index.fromFactory(2, 'IVF2,Flat').add([1, 0])"],
  ])('throws instead of ending the process on %s', (_, call) => {
    const result = inProcess(`
      const { Index, IndexFlatIP } = require('faiss-node');
      const index = new IndexFlatIP(2);
      index.add([1, 0]);
      try { ${call}; } catch { console.log('thrown'); }`);
    expect(result).toMatchObject({ status: 0, stdout: 'thrown' });
  });
});
