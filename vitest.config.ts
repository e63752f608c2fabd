import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/startStorage.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    /** Most tests wait for servers rather than compute, so more than one per core pays. */
    maxWorkers: 6,
  },
});
