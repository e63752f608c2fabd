import { describe, expect, it } from 'vitest';
import { matrixRefusal, PRODUCT_MATRIX } from '../../../shared/deadlines/productMatrix.ts';

/** The published table: sandbox order, sandbox subscription, production order, production subscription. */
const PUBLISHED: [keyof typeof PRODUCT_MATRIX, string][] = [
  ['azureReservation', 'Y N N N'],
  ['perpetualSoftware', 'Y N Y N'],
  ['softwareSubscription', 'Y Y Y Y'],
  ['newCommerce', 'N Y N Y'],
  ['marketplace', 'N Y N Y'],
  ['azurePlan', 'N Y N Y'],
];

describe('the product matrix', () => {
  it.each(PUBLISHED)('has %s as published: %s', (product, published) => {
    const { sandbox, production } = PRODUCT_MATRIX[product];
    const row = [sandbox.order, sandbox.subscription, production.order, production.subscription];
    expect(row.map((yes) => (yes ? 'Y' : 'N')).join(' ')).toBe(published);
  });

  it('sends an order cancel of new commerce to the subscription, and one of a subscription’s software order to the order', () => {
    expect(matrixRefusal('newCommerce', 'production', 'order')?.reason).toBe('UseSubscriptionCancel');
    expect(matrixRefusal('perpetualSoftware', 'sandbox', 'subscription')?.reason).toBe('UseOrderCancel');
  });

  it('says what to do with what cannot be cancelled at all', () => {
    expect(matrixRefusal('legacy', 'sandbox', 'subscription')).toMatchObject({
      reason: 'NotCancellable',
      nextStep: expect.stringContaining('Suspend') as string,
    });
    expect(matrixRefusal('azureReservation', 'production', 'order')?.nextStep).toMatch(/Azure portal/);
  });

  it('leaves what it does not know to Partner Center', () => {
    expect(matrixRefusal('unknown', 'production', 'order')).toBeUndefined();
  });
});
