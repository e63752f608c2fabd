import { afterAll, beforeAll, expect, it } from 'vitest';
import { SCAN_SETTINGS } from '../../functions/scanClient.ts';
import { expectSameList } from '../../functions/scanHistories.ts';
import { startTestApp, type TestApp } from '../../stack.ts';

const SEEDS = 200;
/** A scan waits more than it computes. */
const APPS = 6;
const WITHIN_MS = 600_000;

let apps: TestApp[];

beforeAll(async () => {
  apps = await Promise.all(Array.from({ length: APPS }, () => startTestApp({ settings: SCAN_SETTINGS })));
}, 180_000);
afterAll(() => Promise.all(apps.map((app) => app.close())));

it(
  `lists what is open at Partner Center, after each of ${SEEDS} histories and at ${SEEDS} moments`,
  async () => {
    const first = Math.floor(Math.random() * 1_000_000);
    const seeds = Array.from({ length: SEEDS }, (_, index) => first + index);
    let compared = 0;
    await Promise.all(
      apps.map(async (app) => {
        for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
          await expectSameList(app, seed);
          compared += 1;
        }
      }),
    );
    expect(compared).toBe(SEEDS);
  },
  WITHIN_MS,
);
