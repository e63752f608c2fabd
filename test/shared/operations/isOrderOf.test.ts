import { describe, expect, test } from 'vitest';
import { isOrderOf } from '../../../shared/operations/isOrderOf.ts';
import { Order } from '../../../shared/schemas/order.ts';

const CUSTOMER = 'c501c3c4-d776-40ef-9ecf-9cefb59442c1';
const X = 'CFQ7TTC0LH18:0001:CFQ7TTC0K971';
const LINE = { offerId: X, quantity: 5 };

const orderOf = (lineItems: object[], more: object = {}) =>
  Order.parse({ id: 'one', referenceCustomerId: CUSTOMER, lineItems, ...more });

describe('an order is of the lines that were bought', () => {
  test.each<[string, object[], object[]]>([
    ['in any order', [LINE, { offerId: X, quantity: 1 }], [{ offerId: X, quantity: 1 }, LINE]],
    ['with an offer in the other case', [LINE], [{ ...LINE, offerId: X.toLowerCase() }]],
    ['with a term that is not shown', [{ ...LINE, termDuration: 'P1Y' }], [LINE]],
    ['with a reseller that is not shown', [{ ...LINE, partnerIdOnRecord: '4847383' }], [LINE]],
    ['twice the same', [LINE, LINE], [LINE, LINE]],
  ])('%s', (_what, sent, shown) => {
    expect(isOrderOf(orderOf(shown), CUSTOMER.toUpperCase(), sent as (typeof LINE)[])).toBe(true);
  });
});

describe('an order is not of the lines that were bought', () => {
  test.each<[string, object[], object[]]>([
    ['that show one of two equal lines with another quantity', [LINE, LINE], [LINE, { ...LINE, quantity: 1 }]],
    ['that are two equal ones where it shows two', [LINE, { ...LINE, quantity: 1 }], [LINE, LINE]],
    ['of which it shows one twice', [LINE], [LINE, LINE]],
    ['of which it shows fewer', [LINE, LINE], [LINE]],
    ['of another quantity', [LINE], [{ ...LINE, quantity: 4 }]],
    ['of another offer', [LINE], [{ ...LINE, offerId: 'CFQ7TTC0LH18:0002:CFQ7TTC0K971' }]],
    ['of another term', [{ ...LINE, termDuration: 'P1Y' }], [{ ...LINE, termDuration: 'P1M' }]],
    ['of another reseller', [{ ...LINE, partnerIdOnRecord: '4847383' }], [{ ...LINE, partnerIdOnRecord: '5357564' }]],
    ['where it shows none', [LINE], []],
  ])('%s', (_what, sent, shown) => {
    expect(isOrderOf(orderOf(shown), CUSTOMER, sent as (typeof LINE)[])).toBe(false);
  });

  test('of another customer', () => {
    const other = orderOf([LINE], { referenceCustomerId: '7d1b6e1a-0f0e-4c7e-8a54-000000000001' });
    expect(isOrderOf(other, CUSTOMER, [LINE])).toBe(false);
    expect(isOrderOf(orderOf([LINE], { referenceCustomerId: undefined }), CUSTOMER, [LINE])).toBe(true);
  });
});
