import { afterAll, beforeAll, expect, it } from 'vitest';
import { compared, scan, SCAN_SETTINGS, UNLIMITED } from '../../functions/scanClient.ts';
import { startTestApp, type TestApp } from '../../stack.ts';

const SEED = { customers: 300, subscriptionsPerCustomer: 3 };
const FAILING = 9;
const WITHIN_MS = 180_000;

/** Ways to fail for ever, and how the scan names them. */
const WAYS: [fault: object, code: string][] = [
  [{ kind: 'serverError', status: 500 }, 'PartnerCenterUnavailable'],
  [{ kind: 'resetBeforeCommit' }, 'PartnerCenterUnavailable'],
  [{ kind: 'truncated' }, 'PartnerCenterUnavailable'],
  [{ kind: 'customError', status: 403, code: 20002, description: 'Gone.' }, 'CustomerNotFound'],
  [{ kind: 'empty401' }, 'CredentialProblem'],
];

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ settings: SCAN_SETTINGS });
});
afterAll(() => app.close());

/** Generated customers, spread over all batches. */
async function chosen(): Promise<string[]> {
  const { body } = await app.partnerCenter.get('/_emulator/customers?all=true');
  const { items } = body as { items: { id: string; companyName: string }[] };
  const generated = items.filter(({ companyName }) => companyName.startsWith('Generated'));
  const ids = generated.map(({ id }) => id.toLowerCase()).sort();
  expect(ids).toHaveLength(SEED.customers);
  return ids.filter((_id, index) => index % Math.ceil(ids.length / FAILING) === 0);
}

it(
  `of ${SEED.customers} customers, ${FAILING} that fail for ever hide none of the others, and are found once they no longer do`,
  async () => {
    await app.partnerCenter.post('/_emulator/switches', UNLIMITED);
    await app.partnerCenter.post('/_emulator/seed', SEED);
    const failing = await chosen();
    expect(failing).toHaveLength(FAILING);
    const expected = new Map<string, string>();
    for (const [index, customerId] of failing.entries()) {
      const [fault, code] = WAYS[index % WAYS.length] ?? [{}, ''];
      await app.partnerCenter.faults({
        ...fault,
        route: `GET /v1/customers/${customerId}/subscriptions`,
        count: 10_000,
      });
      expected.set(customerId, code);
    }

    const first = await scan(app);
    const ofOthers = (line: string) => !failing.some((customerId) => line.includes(customerId));
    expect(first).toMatchObject({
      complete: false,
      percent: 100,
      problems: [],
      customers: { failed: FAILING + 1, left: 0 },
    });
    const named = first.failed.filter(({ customerName }) => customerName !== 'Former Customer');
    expect(new Map(named.map(({ customerId, code }) => [customerId, code]))).toEqual(expected);
    expect(named.every(({ customerName, message }) => customerName?.startsWith('Generated') && message)).toBe(true);
    const partly = await compared(app);
    expect(partly.listed).toEqual(partly.known.filter(ofOthers));
    expect(partly.listed.length).toBeGreaterThan(SEED.customers);
    expect(partly.known.length).toBeGreaterThan(partly.listed.length);

    await app.partnerCenter.delete('/_emulator/faults');
    const second = await scan(app);
    expect(second.failed.map(({ customerName }) => customerName)).toEqual(['Former Customer']);
    expect(second.customers).toMatchObject({ expected: first.customers.expected, failed: 1, left: 0 });
    const whole = await compared(app);
    expect(whole.listed).toEqual(whole.known);
    expect(whole.known.some((line) => !ofOthers(line))).toBe(true);
  },
  WITHIN_MS,
);
