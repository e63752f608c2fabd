import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Answer, TestApp } from '../stack.ts';

/** How long and how often an address is asked, in milliseconds. */
const PATIENCE = { withinMs: 50_000, pauseInMs: 200 };

/** The path below `/api` of an address that an answer gives out. */
function pathIn({ headers }: Answer, header: string, app: TestApp): string {
  const address = headers.get(header) ?? '';
  expect(address, header).toMatch(/^https?:\/\/.+\/api\/operations\/.+\?token=.+$/);
  expect(new URL(address).origin, header).toBe(new URL(app.url).origin);
  return address.slice(address.indexOf('/api/') + '/api/'.length);
}

/** Where an operation that is under way stands, as its state address says, without a function key. */
export async function stateOf(app: TestApp, accepted: Answer): Promise<unknown> {
  const state = await app.unkeyed('GET', pathIn(accepted, 'operation-location', app));
  expect(state.status, JSON.stringify(state.body)).toBe(200);
  return (state.body as { state: unknown }).state;
}

/** Asks the address that a 202 gave out, as a flow does, until the operation has ended; any other answer is passed on. */
export async function follow(app: TestApp, answer: Answer, { withinMs, pauseInMs } = PATIENCE): Promise<Answer> {
  if (answer.status !== 202) return answer;
  const until = performance.now() + withinMs;
  const location = pathIn(answer, 'location', app);
  expect(['running', 'reconciling', 'succeeded', 'failed', 'needsAttention']).toContain(await stateOf(app, answer));
  let latest = answer;
  while (latest.status === 202) {
    expect(Number(latest.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(performance.now(), `Still under way: ${JSON.stringify(latest.body)}`).toBeLessThan(until);
    await delay(pauseInMs);
    latest = await app.unkeyed('GET', location);
  }
  return latest;
}
