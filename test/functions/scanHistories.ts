import { expect } from 'vitest';
import type { TestApp } from '../stack.ts';
import { compared, scan, UNLIMITED } from './scanClient.ts';

const CUSTOMERS = 10;

/** A number from 0 up to 1 that a seed always gives, and another for each part of a test. */
function fraction(seed: number, part: number): number {
  return ((Math.imul(seed * 2 + 1, 0x9e3779b1) ^ Math.imul(part + 1, 0x85ebca6b)) >>> 0) / 2 ** 32;
}

/** Has customers live a history at Partner Center, moves the clock to a moment of the seed’s choice, scans, and compares. */
export async function expectSameList(app: TestApp, seed: number): Promise<void> {
  const { partnerCenter } = app;
  await partnerCenter.reset();
  const extendedServiceTerm = seed % 2 === 0;
  await partnerCenter.post('/_emulator/switches', { ...UNLIMITED, extendedServiceTerm });
  const seeded = await partnerCenter.post('/_emulator/seed', { history: { seed, customers: CUSTOMERS } });
  expect(seeded.status, JSON.stringify(seeded.body)).toBe(200);
  await partnerCenter.advance(`${Math.floor(fraction(seed, 0) * 20 * 24 * 60)}m`);

  const { customers, failed } = await scan(app);
  expect(customers.left, `seed ${seed}`).toBe(0);
  expect(failed.map(({ customerName }) => customerName)).toEqual(['Former Customer']);
  const { listed, known } = await compared(app);
  expect(listed, `seed ${seed}`).toEqual(known);
}
