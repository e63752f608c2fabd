import { expect, it } from 'vitest';
import { AppError } from '../../../shared/errors.ts';
import { PartnerCenterError } from '../../../shared/partnerCenter/partnerCenterError.ts';
import { judgeFailure } from '../../../shared/scanning/failures.ts';

const MUCH_IN_MS = 100_000;
const PARTNER_CENTER = { status: 503 };

it.each<[string, unknown, object]>([
  [
    'a spent budget is waited out',
    new AppError('TooManyRequests', 'Spent.', { retryAfterInSeconds: 7 }),
    { kind: 'later', afterInMs: 7_000 },
  ],
  ['a missing token is nobody’s fault', new AppError('CredentialProblem', 'No token.'), { kind: 'ours' }],
  ['storage that is away is nobody’s fault', new AppError('StorageUnavailable', 'Away.'), { kind: 'ours' }],
  [
    'a refused token may be this customer’s',
    new PartnerCenterError({ status: 401 }),
    { kind: 'failed', code: 'CredentialProblem', isTokenRefused: true },
  ],
  [
    'a failure to answer may pass',
    new AppError('PartnerCenterUnavailable', 'Down.', { partnerCenter: PARTNER_CENTER }),
    { kind: 'failed', lasts: 'passing' },
  ],
  [
    'a throttle may last',
    new PartnerCenterError({ status: 429 }),
    { kind: 'failed', code: 'PartnerCenterThrottled', lasts: 'throttled' },
  ],
  [
    'a lost relationship stays lost',
    new PartnerCenterError({ status: 403, code: '20002' }),
    { kind: 'failed', code: 'CustomerNotFound', lasts: 'refused' },
  ],
  [
    'any other refusal is one',
    new PartnerCenterError({ status: 400, code: '1', description: 'Odd.' }),
    { kind: 'failed', code: 'PartnerCenterRejected', lasts: 'refused' },
  ],
  [
    'a fault of ours is this customer’s alone',
    new TypeError('x is undefined'),
    { kind: 'failed', code: 'InternalError', message: expect.stringContaining('x is undefined') as string },
  ],
])('%s', (_what, error, expected) => {
  expect(judgeFailure(error, MUCH_IN_MS)).toMatchObject(expected);
});

it('judges nothing that ran out of time', () => {
  expect(judgeFailure(new AppError('PartnerCenterUnavailable', 'Too late.'), 500)).toEqual({
    kind: 'later',
    afterInMs: 0,
  });
});

it('keeps messages short enough for a row that holds many', () => {
  const long = new PartnerCenterError({ status: 400, code: '1', description: 'x'.repeat(1_024) });
  const failure = judgeFailure(long, MUCH_IN_MS);
  expect(failure.kind === 'failed' && failure.message.length).toBe(300);
});
