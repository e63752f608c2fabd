import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, it } from 'vitest';
import { startTestApp, type TestApp } from '../stack.ts';
import { SCAN_SETTINGS } from './scanClient.ts';
import { expectSameList } from './scanHistories.ts';

/** Others at every run; `npm run test:long` does two hundred. */
const SEEDS = Array.from({ length: 3 }, () => randomInt(1_000_000));

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ settings: SCAN_SETTINGS });
});
afterAll(() => app.close());

it.each(SEEDS)('lists what is open at Partner Center, after a history of seed %i', (seed) => expectSameList(app, seed));
