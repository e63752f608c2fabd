import { defineConfig } from 'vitest/config';

/** What changes its process for good, so that other tests must not share it. */
const OF_THEIR_OWN = [
  'test/connector/**/*.test.ts',
  'test/functions/notConfigured.test.ts',
  'test/functions/registrations.test.ts',
  'test/local/functionsHost/**/*.test.ts',
  'test/local/identity/**/*.test.ts',
  'test/local/keyVault/**/*.test.ts',
  'test/shared/credentials/**/*.test.ts',
];

/** What takes long: `npm run test:long`. */
const LONG = ['test/connector/{answers,flow,lint}.test.ts', 'test/long/**/*.test.ts'];

/** What needs Chromium: `npm run test:browser`. */
const BROWSER = ['test/browser/**/*.test.ts'];

export default defineConfig({
  test: {
    globalSetup: ['test/startStorage.ts'],
    /** Most tests wait for servers rather than compute, so more than one per core pays. */
    maxWorkers: 6,
    projects: [
      {
        extends: true,
        test: {
          name: 'shared',
          include: ['test/**/*.test.ts'],
          exclude: [...OF_THEIR_OWN, ...LONG, ...BROWSER],
          isolate: false,
        },
      },
      { extends: true, test: { name: 'own', include: OF_THEIR_OWN, exclude: LONG } },
      { extends: true, test: { name: 'long', include: LONG, isolate: false } },
      { extends: true, test: { name: 'browser', include: BROWSER } },
    ],
    testTimeout: 60_000,
    expect: { poll: { timeout: 15_000 } },
    hookTimeout: 60_000,
  },
});
