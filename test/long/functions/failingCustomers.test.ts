import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED } from '../../../local/partnerCenter/seedIds.ts';
import { list, scan, SCAN_SETTINGS, UNLIMITED } from '../../functions/scanClient.ts';
import { listed, listOf } from '../../functions/upstream.ts';
import { startTestApp, type TestApp } from '../../stack.ts';

const FORMER = SEED.relationshipRemoved.customerId;
const OPEN = SEED.newCommerceOpen.customerId;
const CLOSING = SEED.newCommerceClosingSoon.customerId;
const SUSPENDED = SEED.newCommerceSuspended.customerId;

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ settings: SCAN_SETTINGS });
});
afterAll(() => app.close());
beforeEach(async () => {
  await app.partnerCenter.reset();
  await app.partnerCenter.post('/_emulator/switches', UNLIMITED);
});

describe('customers that fail', () => {
  it.each<[string, number, object]>([
    ['server errors', 9, { kind: 'serverError', status: 500 }],
    ['connections that end', 5, { kind: 'resetBeforeCommit' }],
    ['answers cut off', 2, { kind: 'truncated' }],
  ])('with %s, %i of them, are tried again within the scan', async (_what, count, fault) => {
    await app.partnerCenter.faults({ ...fault, route: listOf(OPEN), count });
    const ended = await scan(app);
    expect(ended.failed.map(({ customerId }) => customerId)).toEqual([FORMER]);
    expect(await listed(app, OPEN)).toBe(count + 1);
  });

  it('are named, each with its reason, and hide nobody', async () => {
    const faults: [string, object, string][] = [
      [OPEN, { kind: 'serverError', status: 500 }, 'PartnerCenterUnavailable'],
      [CLOSING, { kind: 'customError', status: 403, code: 20002, description: 'Gone.' }, 'CustomerNotFound'],
      [SUSPENDED, { kind: 'empty401' }, 'CredentialProblem'],
      [SEED.trial.customerId, { kind: 'truncated' }, 'PartnerCenterUnavailable'],
      [
        SEED.marketplace.customerId,
        { kind: 'customError', status: 400, code: 2011, description: 'Odd.' },
        'PartnerCenterRejected',
      ],
    ];
    for (const [customerId, fault] of faults) {
      await app.partnerCenter.faults({ ...fault, route: listOf(customerId), count: 1_000 });
    }
    const ended = await scan(app);
    const { expected } = ended.customers;
    expect(expected).toBeGreaterThan(20);
    expect(ended).toMatchObject({ complete: false, customers: { expected, failed: 6, seen: expected - 6, left: 0 } });
    const codes = Object.fromEntries(ended.failed.map(({ customerId, code }) => [customerId, code]));
    expect(codes).toEqual({
      [FORMER]: 'CustomerNotFound',
      ...Object.fromEntries(faults.map(([id, , code]) => [id, code])),
    });
    expect(ended.failed.every(({ customerName, message }) => customerName && message)).toBe(true);
    const { warnings } = await list(app);
    expect(warnings.map(({ code }) => code)).toEqual(['ScanIncomplete']);
  });

  it('though they are many, are no outage where others are seen', async () => {
    const { items } = (await app.partnerCenter.get('/_emulator/customers?all=true')).body as {
      items: { id: string }[];
    };
    const bad = items.map(({ id }) => id).filter((id) => id !== FORMER);
    for (const id of bad.slice(0, 9)) {
      await app.partnerCenter.faults({ kind: 'serverError', status: 500, route: listOf(id), count: 1_000 });
    }
    const ended = await scan(app);
    expect(ended.customers).toMatchObject({ failed: 10, left: 0 });
    expect(ended.problems).toEqual([]);
  });

  it('keep what was known of them', async () => {
    await scan(app);
    const before = (await list(app, `?customerId=${OPEN}`)).items;
    await app.partnerCenter.faults({ kind: 'serverError', route: listOf(OPEN), count: 1_000 });
    await scan(app);
    expect((await list(app, `?customerId=${OPEN}`)).items.map(({ cutoff }) => cutoff)).toEqual(
      before.map(({ cutoff }) => cutoff),
    );
  });

  it('by a throttle are not failed but waited for', async () => {
    await app.partnerCenter.faults({ kind: 'throttle', route: listOf(OPEN), count: 2, retryAfterInSeconds: 1 });
    const ended = await scan(app);
    expect(ended.throttled).toBe(2);
    expect(ended.failed.map(({ customerId }) => customerId)).toEqual([FORMER]);
  });
});
