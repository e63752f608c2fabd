import { describe, expect, it } from 'vitest';
import { parseRetryAfter, RETRY, retryStrategy, type Outcome } from '../../../shared/http/retryStrategy.ts';

const answered = (status: number, retryAfterInMs?: number): Outcome => ({
  kind: 'answered',
  status,
  ...(retryAfterInMs !== undefined && { retryAfterInMs }),
});
const lost: Outcome = { kind: 'failed', neverLeft: false };
const neverLeft: Outcome = { kind: 'failed', neverLeft: true };
const read = { repeatable: true, attempts: 1, tokenRenewed: false, remainingInMs: 90_000, jitter: 1 };
const write = { ...read, repeatable: false };

describe('retryStrategy', () => {
  it.each([
    ['no answer', lost],
    ['408', answered(408)],
    ['500', answered(500)],
    ['503', answered(503)],
  ])('repeats a read, and never a write, after %s', (_name, outcome) => {
    expect(retryStrategy(outcome, read).retry).toBe(true);
    expect(retryStrategy(outcome, write).retry).toBe(false);
  });

  it.each([
    ['429', answered(429)],
    ['a connection that was never made', neverLeft],
  ])('repeats a write too after %s', (_name, outcome) => {
    expect(retryStrategy(outcome, write).retry).toBe(true);
  });

  it('renews the token once after a 401, at once, for reads and writes', () => {
    expect(retryStrategy(answered(401), write)).toEqual({ retry: true, delayInMs: 0, renewToken: true });
    expect(retryStrategy(answered(401), { ...write, tokenRenewed: true }).retry).toBe(false);
  });

  it.each([200, 201, 202, 400, 403, 404, 409, 412, 417, 422])('never repeats after %i', (status) => {
    expect(retryStrategy(answered(status), read).retry).toBe(false);
  });

  it('waits as long as Partner Center asks, and longer when it throttles again', () => {
    expect(retryStrategy(answered(429, 57_000), read)).toMatchObject({ delayInMs: 57_000 });
    expect(retryStrategy(answered(429, 57_000), { ...read, attempts: 2 })).toMatchObject({ delayInMs: 58_000 });
  });

  it('gives up where the wait would pass the deadline', () => {
    expect(retryStrategy(answered(429, 57_000), { ...read, remainingInMs: 60_000 }).retry).toBe(false);
  });

  it('gives up after the last attempt', () => {
    expect(retryStrategy(lost, { ...read, attempts: RETRY.maxAttempts }).retry).toBe(false);
  });

  it('spreads its waits between half and all of the backoff', () => {
    expect(retryStrategy(lost, { ...read, jitter: 0 })).toMatchObject({ delayInMs: 250 });
    expect(retryStrategy(lost, { ...read, jitter: 1 })).toMatchObject({ delayInMs: 500 });
  });
});

describe('parseRetryAfter', () => {
  it('reads seconds and dates, and nothing else', () => {
    const now = Date.parse('2026-03-10T12:00:00Z');
    expect(parseRetryAfter('57', now)).toBe(57_000);
    expect(parseRetryAfter('Tue, 10 Mar 2026 12:00:30 GMT', now)).toBe(30_000);
    expect(parseRetryAfter('Tue, 10 Mar 2026 11:00:00 GMT', now)).toBe(0);
    expect(parseRetryAfter('soon', now)).toBeUndefined();
    expect(parseRetryAfter(undefined, now)).toBeUndefined();
  });
});
