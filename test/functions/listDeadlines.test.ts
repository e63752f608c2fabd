import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SEED, SEED_RESELLERS } from '../../local/partnerCenter/seedIds.ts';
import { CUSTOMERS } from '../../shared/deadlines/deadlineRows.ts';
import { ListDeadlinesResponse } from '../../shared/schemas/listDeadlines.ts';
import { startTestApp, type TestApp } from '../stack.ts';
import { expectAnswer, expectRefusal } from './expectAnswer.ts';
import { list, scan, SCAN_SETTINGS } from './scanClient.ts';
import { changeRows, type StoredRow } from './storedRows.ts';
import { pathOf, subscriptionCaller, type SubscriptionIds } from './subscriptionCaller.ts';

const FORMULA = '=HYPERLINK("x"), all';

let app: TestApp;
let all: ListDeadlinesResponse['items'];

beforeAll(async () => {
  app = await startTestApp({ settings: SCAN_SETTINGS });
  expect((await list(app)).warnings.map(({ code }) => code)).toEqual(['NoScanYet']);
  const { subscriptionId } = SEED.newCommerceOpen;
  const renamed = await app.partnerCenter.post(`/_emulator/subscriptions/${subscriptionId}`, { friendlyName: FORMULA });
  expect(renamed.status).toBe(200);
  await scan(app);
  await app.partnerCenter.delete('/_emulator/requests');
  all = (await list(app, '?size=1000')).items;
});
afterAll(() => app.close());

const cutoffs = (items: ListDeadlinesResponse['items']): string[] => items.map(({ cutoff }) => cutoff);

describe('the list of deadlines', () => {
  it('is what its schema says, soonest first, and says which scan it rests on', async () => {
    const answer = await app.api('GET', 'deadlines');
    const { items, scan: last, warnings } = expectAnswer(answer, ListDeadlinesResponse);
    expect(items.length).toBeGreaterThan(8);
    expect(cutoffs(items)).toEqual(cutoffs(items).toSorted());
    expect(last).toMatchObject({ complete: false });
    expect(answer.headers.get('scan-id')).toBe(last?.scanId);
    expect(answer.headers.get('scan-complete')).toBe('false');
    expect(warnings.map(({ code }) => code)).toEqual(['ScanIncomplete']);
    for (const { cutoff, remainingSeconds } of items) {
      const expected = (Date.parse(cutoff) - app.clock.now().getTime()) / 1000;
      expect(Math.abs(remainingSeconds - expected)).toBeLessThan(30);
    }
  });

  it.each<[string, string, (item: (typeof all)[number]) => boolean]>([
    ['within 24 hours', 'within=24h', ({ remainingSeconds }) => remainingSeconds <= 86_400],
    [
      'of a customer',
      `customerId=${SEED.newCommerceOpen.customerId.toUpperCase()}`,
      ({ customerId }) => customerId === SEED.newCommerceOpen.customerId,
    ],
    [
      'of a reseller by PartnerID',
      `reseller=${SEED_RESELLERS.main.mpnId}`,
      ({ partnerIdOnRecord }) => partnerIdOnRecord === SEED_RESELLERS.main.mpnId,
    ],
    [
      'of a reseller by tenant',
      `reseller=${SEED_RESELLERS.main.tenantId}`,
      ({ resellerId }) => resellerId === SEED_RESELLERS.main.tenantId,
    ],
    ['of a product', 'product=CFQ7TTC0LH18', ({ product }) => product?.startsWith('CFQ7TTC0LH18:') === true],
    ['of a term', 'term=p1m', ({ termDuration }) => termDuration === 'P1M'],
    ['of a kind', 'kind=extendedTerm', ({ kind }) => kind === 'extendedTerm'],
  ])('can be had %s', async (_what, query, matches) => {
    const expected = all.filter(matches);
    expect(expected.length).toBeGreaterThan(0);
    expect(expected.length).toBeLessThan(all.length);
    expect(cutoffs((await list(app, `?${query}`)).items)).toEqual(cutoffs(expected));
  });

  it.each(['size=3', 'size=1&product=CFQ7TTC0LH18&within=200h'])(
    'comes in pages, without a gap or a double: %s',
    async (query) => {
      const read: string[] = [];
      let pages = 0;
      for (let next: string | undefined = `?${query}`; next !== undefined; pages += 1) {
        const page: ListDeadlinesResponse = await list(app, next);
        read.push(...page.items.map(({ cutoff, subscriptionId, kind }) => `${cutoff} ${subscriptionId} ${kind}`));
        next = page.nextLink && new URL(page.nextLink).search;
      }
      const whole = await list(app, `?${query.replace(/size=\d+/, 'size=1000')}`);
      expect(read).toEqual(
        whole.items.map(({ cutoff, subscriptionId, kind }) => `${cutoff} ${subscriptionId} ${kind}`),
      );
      expect(pages).toBeGreaterThan(2);
    },
  );

  it('asks nothing of Partner Center', async () => {
    await list(app, '?within=48h');
    expect(await app.partnerCenter.requests()).toEqual([]);
  });
});

describe('as CSV', () => {
  it.each([
    ['asked for by Accept', 'deadlines', { accept: 'text/csv' }],
    ['asked for by format', 'deadlines?format=csv', {}],
  ])('%s, it has a heading and a line for each', async (_how, path, headers) => {
    const { status, body, headers: given } = await app.api('GET', path, undefined, headers);
    expect(status).toBe(200);
    expect(given.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(given.get('content-disposition')).toContain('deadlines.csv');
    const [heading = '', ...lines] = String(body).trimEnd().split('\r\n');
    expect(heading.split(',').slice(0, 3)).toEqual(['cutoff', 'kind', 'basis']);
    expect(lines.map((line) => line.split(',')[0])).toEqual(cutoffs(all));
  });

  it('has no cell that a table program would take for a formula', async () => {
    const { body } = await app.api('GET', `deadlines?format=csv&customerId=${SEED.newCommerceOpen.customerId}`);
    expect(String(body)).toContain(`"'=HYPERLINK(""x""), all"`);
  });

  it('says where the rest is', async () => {
    const { body, headers } = await app.api('GET', 'deadlines?format=csv&size=2');
    expect(String(body).trimEnd().split('\r\n')).toHaveLength(3);
    const [, next = ''] = /^<(.+)>; rel="next"$/.exec(headers.get('link') ?? '') ?? [];
    const rest = await app.api('GET', `deadlines${new URL(next).search}`);
    expect(rest.headers.get('content-type')).toContain('text/csv');
    expect(String(rest.body).split('\r\n')[1]).toContain(all[2]?.cutoff);
  });
});

it.each([
  ['within=0h', 'within'],
  ['within=2w', 'within'],
  ['size=0', 'size'],
  ['size=1.5', 'size'],
  ['size=10001', 'size'],
  ['term=year', 'term'],
  ['kind=trial', 'kind'],
  ['reseller=%27%20or%20true', 'reseller'],
  ['product=%27', 'product'],
  ['customerId=Contoso', 'customerId'],
  ['after=garbage', 'after'],
  ['format=xml', 'format'],
  ['until=tomorrow', 'until'],
])('refuses %s', async (query, target) => {
  expect(expectRefusal(await app.api('GET', `deadlines?${query}`), 'InvalidRequest').target).toBe(target);
});

describe('what was cancelled', () => {
  const { cancel, expectCancelled } = subscriptionCaller(() => app);
  const listed = async ({ customerId, subscriptionId }: SubscriptionIds) => {
    const { items } = await list(app, `?customerId=${customerId}`);
    return items.filter((item) => item.subscriptionId === subscriptionId).length;
  };

  it('by this app leaves the list at once, alone', async () => {
    expect(await listed(SEED.newCommerceOpen)).toBeGreaterThan(0);
    const before = (await list(app, '?size=1000')).items;
    await expectCancelled(cancel(SEED.newCommerceOpen));
    const after = (await list(app, '?size=1000')).items;
    expect(cutoffs(after)).toEqual(
      cutoffs(before.filter(({ subscriptionId }) => subscriptionId !== SEED.newCommerceOpen.subscriptionId)),
    );
  });

  it('as an order leaves it as well', async () => {
    const { customerId, orderId } = SEED.softwareSubscription;
    const { items } = await list(app, `?customerId=${customerId}`);
    expect(items.map((item) => item.orderId)).toContain(orderId);
    const { status } = await app.api('POST', `customers/${customerId}/orders/${orderId}/cancel`);
    expect(status).toBe(200);
    const after = (await list(app, `?customerId=${customerId}`)).items;
    expect(after).toEqual([]);
  });

  it('elsewhere leaves it once a cancel finds it cancelled', async () => {
    const { subscriptionId } = SEED.newCommerceJustRenewed;
    await app.partnerCenter.post(`/_emulator/subscriptions/${subscriptionId}`, { status: 'deleted' });
    const path = `${pathOf(SEED.newCommerceJustRenewed)}/cancel`;
    expect((await app.api('POST', path, { dryRun: true })).status).toBe(200);
    expect(await listed(SEED.newCommerceJustRenewed)).toBeGreaterThan(0);
    await expectCancelled(cancel(SEED.newCommerceJustRenewed), true);
    expect(await listed(SEED.newCommerceJustRenewed)).toBe(0);
  });

  it('is answered as cancelled where the list cannot be mended', async () => {
    const garble = ({ partitionKey }: StoredRow) => (partitionKey === CUSTOMERS ? { keys: '[' } : undefined);
    expect(await changeRows(app, 'deadlines', garble)).toBeGreaterThan(0);
    await expectCancelled(cancel(SEED.marketplace));
    expect(await listed(SEED.marketplace)).toBeGreaterThan(0);
  });
});
