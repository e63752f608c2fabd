import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SEED } from '../../local/partnerCenter/seedIds.ts';
import { ListOperationsResponse, type AuditedOperation } from '../../shared/schemas/listOperations.ts';
import { startTestApp, type TestApp } from '../stack.ts';
import { expectAnswer, expectRefusal } from './expectAnswer.ts';
import { partnerCenterSession } from './partnerCenterSession.ts';
import { pathOf } from './subscriptionCaller.ts';

const { customerId, ...offers } = SEED.legacyWithAddOns;
const other = SEED.newCommerceOpen;
const QUANTITIES = [1, 2, 3, 4, 5];

let app: TestApp;

const buy = (quantity: number) =>
  app.buy(`${pathOf({ customerId, ...offers })}/addons`, { offerId: offers.addOnOfferId, quantity });

beforeAll(async () => {
  app = await startTestApp({ settings: { PARTNER_CENTER_REQUESTS_PER_MINUTE: '100000', OPERATION_RETRY_DELAY: '1s' } });
  await partnerCenterSession(app).switches({ sandboxQuotas: false });
  for (const quantity of QUANTITIES) {
    expect((await buy(quantity)).status).toBe(200);
    await delay(2);
  }
  expect((await app.api('POST', `${pathOf(other)}/cancel`)).status).toBe(200);
});
afterAll(() => app.close());

async function page(path: string): Promise<ListOperationsResponse> {
  return expectAnswer(await app.api('GET', path), ListOperationsResponse);
}

/** All pages by their `nextLink`, which leads back to this app. */
async function pages(path: string): Promise<AuditedOperation[][]> {
  const found: AuditedOperation[][] = [];
  for (let next: string | undefined = path; next !== undefined;) {
    const { items, nextLink } = await page(next);
    found.push(items);
    if (nextLink) expect(nextLink.startsWith(`${app.url}/api/operations?`)).toBe(true);
    next = nextLink?.slice(`${app.url}/api/`.length);
  }
  return found;
}

const quantityOf = ({ request }: AuditedOperation) => (request as { body: { quantity: number } }).body.quantity;

describe('pages of the audit trail', () => {
  it.each([
    [1, [1, 1, 1, 1, 1]],
    [2, [2, 2, 1]],
    [5, [5]],
    [200, [5]],
  ])('of %i show each operation once, in the order they began', async (size, lengths) => {
    const found = await pages(`operations?customerId=${customerId}&size=${size}`);
    expect(found.map(({ length }) => length)).toEqual(lengths);
    expect(found.flat().map(quantityOf)).toEqual(QUANTITIES);
    for (const { outcome, events } of found.flat()) {
      expect({ outcome, events: events.length }).toMatchObject({ outcome: { state: 'succeeded' }, events: 2 });
    }
  });

  it('run over all customers where none is named', async () => {
    const found = (await pages('operations?size=2')).flat();
    expect(found).toHaveLength(6);
    expect(found.filter((item) => item.customerId === customerId).map(quantityOf)).toEqual(QUANTITIES);
    expect(found.filter((item) => item.customerId === other.customerId)).toMatchObject([
      { operation: 'cancelSubscription' },
    ]);
    expect(new Set(found.map(({ operationId }) => operationId)).size).toBe(6);
  });

  it('show an operation once that ends between them', async () => {
    const session = partnerCenterSession(app);
    const since = new Date().toISOString();
    await session.fault('PATCH customers/*/subscriptions/*', 'resetBeforeCommit', { count: 1 });
    const { status, headers } = await app.api('POST', `${pathOf(SEED.newCommerceJustRenewed)}/cancel`);
    expect(status).toBe(202);
    const query = `customerId=${SEED.newCommerceJustRenewed.customerId}&since=${since}&size=1`;
    const first = await page(`operations?${query}`);
    expect(first.items).toHaveLength(1);
    expect(first.items[0]).not.toHaveProperty('outcome');
    const location = headers.get('location')?.slice(`${app.url}/api/`.length) ?? '';
    await expect.poll(async () => (await app.unkeyed('GET', location)).status, { timeout: 20_000 }).toBe(200);
    await app.api('POST', `${pathOf(SEED.newCommerceJustRenewed)}/cancel`);
    const [ended, already] = (await pages(`operations?${query}`)).flat();
    expect(ended).toMatchObject({ operationId: first.items[0]?.operationId, outcome: { state: 'succeeded' } });
    expect(already?.operationId).not.toBe(ended?.operationId);
    expect((await pages(`operations?${query}`)).flat()).toHaveLength(2);
  });
});

describe('the audit trail is asked', () => {
  it('for a customer in any case', async () => {
    expect((await page(`operations?customerId=${customerId.toUpperCase()}`)).items).toHaveLength(5);
  });

  it('since an instant, that one included and in any zone', async () => {
    const { items } = await page(`operations?customerId=${customerId}`);
    const third = new Date(items[2]?.startedAt ?? '');
    const local = new Date(third.getTime() + 3_600_000).toISOString().replace('Z', '+01:00');
    for (const since of [third.toISOString(), local]) {
      const query = new URLSearchParams({ customerId, since });
      expect((await page(`operations?${query.toString()}`)).items.map(quantityOf)).toEqual([3, 4, 5]);
    }
    const after = new URLSearchParams({ customerId, since: new Date(Date.now() + 60_000).toISOString() });
    expect(await page(`operations?${after.toString()}`)).toEqual({ items: [] });
  });

  it('behind a row that is not there, with no more than the rows behind it', async () => {
    const after = (rowKey: string) =>
      page(
        `operations?customerId=${customerId}&after=${Buffer.from(JSON.stringify([customerId, rowKey])).toString('base64url')}`,
      );
    expect((await after("1' or '1' eq '1")).items).toHaveLength(QUANTITIES.length);
    expect(await after('9999')).toEqual({ items: [] });
  });

  it('with the function key only', async () => {
    expect((await app.unkeyed('GET', 'operations')).status).toBe(401);
  });

  it.each([
    ['customerId', 'customerId=contoso'],
    ['since', 'since=yesterday'],
    ['since', 'since=2026-11-20'],
    ['since', 'since=2026-11-20T10:00:00'],
    ['since', 'since='],
    ['since', 'since=9999-01-01T00:00:00Z'],
    ['since', 'since=9999-12-31T23:59:59-01:00'],
    ['size', 'size=0'],
    ['size', 'size=-1'],
    ['size', 'size=201'],
    ['size', 'size=1.5'],
    ['size', 'size=all'],
    ['size', 'size='],
    ['after', 'after=nonsense'],
    ['after', 'after='],
    ['after', `after=${Buffer.from('["one"]').toString('base64url')}`],
    ['after', `after=${'x'.repeat(513)}`],
    ...[
      ['no-guid', 'row'],
      [customerId, ''],
      [customerId, 'row\n'],
      [customerId, '\u0000'],
      [customerId, '\ud800'],
      [`${customerId}' or '1' eq '1`, 'row'],
      [customerId, 'row', 'more'],
      [customerId, 7],
      { customerId, rowKey: 'row' },
    ].map((crafted) => ['after', `after=${Buffer.from(JSON.stringify(crafted)).toString('base64url')}`]),
    ['state', 'state=failed'],
    ['size', 'size=1&size=2'],
  ] as [string, string][])('in words it understands: another %s is refused', async (target, query) => {
    expect(expectRefusal(await app.api('GET', `operations?${query}`), 'InvalidRequest').target).toBe(target);
  });
});
