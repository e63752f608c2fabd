import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Fixture, startFixture } from './startFixture.ts';

let host: Fixture;
beforeAll(async () => {
  process.env.NIGHTLY = '0 30 2 * * *';
  host = await startFixture('timers');
});
afterAll(() => host.close());

function payloads(name: string): unknown[] {
  return host.lines
    .filter((line) => line.includes(`[information] ${name} `) && line.includes(': timer '))
    .map((line) => JSON.parse(line.slice(line.indexOf(': timer ') + 8)) as unknown);
}

const runByHand = (name: string, body = '{}') => host.admin(`/admin/functions/${name}`, { method: 'POST', body });

test('a timer runs on its schedule, at most once each second', async () => {
  await vi.waitFor(() => expect(payloads('everySecond').length).toBeGreaterThanOrEqual(2), 5000);
  const times = host.lines
    .filter((line) => line.includes('everySecond') && line.includes('Executing'))
    .map((line) => line.slice(0, 19));
  expect(new Set(times).size).toBe(times.length);
});

test('a schedule of less than a minute has no status, and is never past due', async () => {
  await vi.waitFor(() => expect(payloads('everySecond').length).toBeGreaterThanOrEqual(1), 5000);
  expect(payloads('everySecond')[0]).toEqual({
    schedule: { adjustForDST: true },
    scheduleStatus: null,
    isPastDue: false,
  });
});

test('a timer is run by hand with the master key alone', async () => {
  expect((await host.call('/admin/functions/nightly', { method: 'POST', body: '{}' })).status).toBe(401);
  const accepted = await runByHand('nightly');
  expect([accepted.status, await accepted.text()]).toEqual([202, '']);
  await vi.waitFor(() => expect(payloads('nightly')).toHaveLength(1));
  expect(payloads('nightly')[0]).toMatchObject({
    scheduleStatus: { last: '0001-01-01T00:00:00', next: expect.stringMatching(/T02:30:00\.000Z$/) as string },
    isPastDue: false,
  });
});

test('a timer that is not monitored has no status', async () => {
  await runByHand('unmonitored', '');
  await vi.waitFor(() => expect(payloads('unmonitored')).toMatchObject([{ scheduleStatus: null }]));
});

test('an input that is no text is refused', async () => {
  expect((await runByHand('nightly', '{"input":{"a":1}}')).status).toBe(400);
  expect((await runByHand('nightly', 'not JSON')).status).toBe(400);
});

test('a timer with runOnStartup runs at start', async () => {
  await vi.waitFor(() => expect(payloads('atStart')).toHaveLength(1));
});

test('a timer that takes longer than its interval never runs twice at once', async () => {
  const runs = () => host.lines.filter((line) => line.endsWith('at once'));
  await vi.waitFor(() => expect(runs().length).toBeGreaterThanOrEqual(2), 8000);
  expect(runs().every((line) => line.endsWith(': 1 at once'))).toBe(true);
});

test('a schedule that names a setting which is not there does not start', async () => {
  delete process.env.NIGHTLY;
  await expect(startFixture('timers')).rejects.toThrow(/nightly cannot start: the setting NIGHTLY/);
});
