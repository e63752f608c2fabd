import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED } from '../../local/partnerCenter/seedIds.ts';
import { ListCustomersResponse } from '../../shared/schemas/listCustomers.ts';
import { startTestApp, type TestApp } from '../stack.ts';
import { expectAnswer, expectRefusal } from './expectAnswer.ts';
import { partnerCenterSession, type PartnerCenterSession } from './partnerCenterSession.ts';

const PUBLIC_URL = 'https://functions.example';

let app: TestApp;
let session: PartnerCenterSession;

beforeAll(async () => {
  app = await startTestApp({ settings: { PARTNER_CENTER_REQUESTS_PER_MINUTE: '100000', PUBLIC_URL } });
  session = partnerCenterSession(app);
});
afterAll(() => app.close());
beforeEach(() => session.startOver());

describe('listCustomers', () => {
  const list = async (query = '') => expectAnswer(await app.api('GET', `customers${query}`), ListCustomersResponse);

  /** Follows nextLink to the end. */
  async function pages(query = '') {
    const read = [await list(query)];
    for (let next = read[0]?.nextLink; next; next = read.at(-1)?.nextLink) {
      expect(next.startsWith(`${PUBLIC_URL}/api/customers?continuation=`)).toBe(true);
      read.push(await list(new URL(next).search));
      if (read.length > 20) throw new Error('The pages have no end.');
    }
    return read;
  }

  it('shows the first hundred, and each customer exactly once by following nextLink', async () => {
    await app.partnerCenter.post('/_emulator/seed', { customers: 230, subscriptionsPerCustomer: 0 });
    const read = await pages();
    const { items: everyone } = (await app.partnerCenter.get('/_emulator/customers?all=true')).body as {
      items: { id: string }[];
    };
    expect(read.slice(0, -1).map(({ items }) => items.length)).toEqual(Array(read.length - 1).fill(100));
    const ids = read.flatMap(({ items }) => items.map(({ id }) => id));
    expect(ids).toHaveLength(everyone.length);
    expect(new Set(ids)).toEqual(new Set(everyone.map(({ id }) => id)));
    expect(await session.asked()).toHaveLength(read.length);
  });

  it('has no nextLink where one page is all', async () => {
    const { items, nextLink, warnings } = await list();
    expect(nextLink).toBeUndefined();
    expect(warnings).toEqual([]);
    expect(items).toContainEqual({
      id: SEED.newCommerceOpen.customerId,
      companyName: 'Contoso',
      domain: 'contoso.onmicrosoft.com',
      relationshipToPartner: 'reseller',
    });
  });

  it('finds customers by the beginning of their name, over several pages too', async () => {
    const found = await list('?search=cont');
    expect(found.items.map(({ companyName }) => companyName)).toEqual(['Contoso']);
    expect((await list('?search=nobody')).items).toEqual([]);
    await app.partnerCenter.post('/_emulator/seed', { customers: 130, subscriptionsPerCustomer: 0 });
    const ids = (await pages('?search=Generated')).flatMap(({ items }) => items.map(({ id }) => id));
    expect(ids).toHaveLength(130);
    expect(new Set(ids).size).toBe(130);
  });

  it.each(['"', '\\', '*', '&size=1', '%', 'ä ö', '}'])('takes %s in a name for what it is', async (search) => {
    expect((await list(`?search=${encodeURIComponent(search)}`)).items).toEqual([]);
    const [request] = await app.partnerCenter.requests();
    const { searchParams } = new URL(request?.path ?? '', 'http://localhost');
    expect(JSON.parse(searchParams.get('filter') ?? '')).toMatchObject({ Value: search });
    expect(searchParams.getAll('size')).toEqual(['100']);
  });

  const packed = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

  it.each([
    ['nonsense', 'nonsense'],
    ['empty', ''],
    ['no object', packed('text')],
    ['a member too many', packed({ query: 'size=1', token: 'a', path: '/v1/orders' })],
    ['a member too few', packed({ token: 'a' })],
    ['a header break in the token', packed({ query: 'size=1', token: 'a\r\nHost: evil' })],
    ['a fragment in the query', packed({ query: 'size=1#', token: 'a' })],
  ])('refuses a continuation that no nextLink held: %s', async (_, continuation) => {
    const answer = await app.api('GET', `customers?continuation=${continuation}`);
    expect(expectRefusal(answer, 'InvalidRequest').target).toBe('continuation');
    expect(await session.asked()).toEqual([]);
  });

  it('refuses a continuation that Partner Center no longer knows, as one', async () => {
    const forged = packed({ query: 'size=100&seekOperation=Next', token: 'forged' });
    const error = expectRefusal(await app.api('GET', `customers?continuation=${forged}`), 'InvalidRequest');
    expect(error).toMatchObject({ target: 'continuation', innererror: { partnerCenter: { status: 400 } } });
  });

  it('cannot be led anywhere but to customers by a continuation', async () => {
    const query = '/../../orders?x=https://evil.example/&size=1';
    await app.api('GET', `customers?continuation=${packed({ query, token: 'a' })}`);
    const requests = await app.partnerCenter.requests();
    expect(requests.map(({ path: asked }) => asked.split('?')[0])).toEqual(['/v1/customers']);
  });

  it('reads answers that begin with a byte order mark', async () => {
    await session.switches({ bom: true });
    expect((await list()).items.length).toBeGreaterThan(10);
  });
});
