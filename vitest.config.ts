import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // `npm ci` leaves the compiled modules to the set-up.
    globalSetup: ['src/setup/vitest-global-setup.mjs'],
    // FAISS aborts when two threads load it, so each file gets a process.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    env: { OMP_NUM_THREADS: '1', NODE_ENV: 'test' },
  },
});
