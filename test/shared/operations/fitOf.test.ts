import { describe, expect, test } from 'vitest';
import type { Search } from '../../../shared/execution/search.ts';
import { fitOf } from '../../../shared/operations/fitOf.ts';
import { Order } from '../../../shared/schemas/order.ts';

const CUSTOMER = 'c501c3c4-d776-40ef-9ecf-9cefb59442c1';
const LINE = { offerId: 'CFQ7TTC0LH18:0001:CFQ7TTC0K971', quantity: 5 };

type Bought = Partial<Extract<Search, { kind: 'order' }>>;
const bought = (more: Bought = {}): Search => ({ kind: 'order', flow: 'either', lines: [LINE], warnings: [], ...more });
const shown = (lines: object[], more: object = {}) => Order.parse({ id: 'one', lineItems: lines, ...more });
const fit = (order: ReturnType<typeof shown>, search: Search) => fitOf(order, CUSTOMER, search);

describe('an order fits what was bought', () => {
  test('better with its billing cycle, however Partner Center spells it', () => {
    const order = shown([LINE], { billingCycle: 'OneTime' });
    expect(fit(order, bought({ billingCycle: 'one_time' }))).toBeGreaterThan(fit(order, bought()));
    expect(fit(order, bought({ billingCycle: 'monthly' }))).toBe(fit(order, bought()));
  });

  test('better with the name it was given, on the line of that offer', () => {
    const order = shown([{ ...LINE, friendlyName: 'for Bob' }]);
    const named = (friendlyName: string) => bought({ lines: [{ ...LINE, friendlyName }] });
    expect(fit(order, named('for Bob'))).toBeGreaterThan(fit(order, named('for Alice')));
    expect(fit(order, named('for Alice'))).toBe(fit(order, bought()));
  });

  test('with the reseller it names, and worse where it shows none', () => {
    const partnerIdOnRecord = '4847383';
    const ofReseller = bought({ partnerIdOnRecord, lines: [{ ...LINE, partnerIdOnRecord }] });
    const unnamed = fit(shown([LINE]), ofReseller);
    expect(unnamed).toBeGreaterThanOrEqual(0);
    expect(fit(shown([{ ...LINE, partnerIdOnRecord }]), ofReseller)).toBeGreaterThan(unnamed);
    expect(fit(shown([LINE]), bought())).toBeGreaterThan(unnamed);
  });
});

describe('an order cannot be what was bought', () => {
  test('where it shows a reseller and none was named', () => {
    expect(fit(shown([{ ...LINE, partnerIdOnRecord: '4847383' }]), bought())).toBe(-1);
  });

  test('where it has other lines', () => {
    expect(fit(shown([{ ...LINE, quantity: 1 }]), bought())).toBe(-1);
  });

  test('where an add-on was bought', () => {
    const addOn: Search = { kind: 'addOn', parentId: 'p', orderId: 'o', ...LINE, warnings: [] };
    expect(fit(shown([LINE]), addOn)).toBe(-1);
  });
});
