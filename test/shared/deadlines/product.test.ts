import { describe, expect, it } from 'vitest';
import { productOfOrderLine, productOfSubscription } from '../../../shared/deadlines/product.ts';
import { OrderLineItem } from '../../../shared/schemas/order.ts';
import { Subscription } from '../../../shared/schemas/subscription.ts';

const NCE = 'CFQ7TTC0LH18:0001:CFQ7TTC0K971';

describe('productOfSubscription', () => {
  it.each([
    ['legacy', { offerId: '195416C1-3447-423A-B37B-EE59A99A19C4' }],
    ['legacy', { offerId: 'MS-AZR-0145P' }],
    ['newCommerce', { offerId: NCE, productType: { id: 'OnlineServicesNCE' } }],
    ['marketplace', { offerId: 'DZH318Z0BXWC:0001:DZH318Z0BMJX', isMicrosoftProduct: false }],
    ['azurePlan', { offerId: 'DZH318Z0BPS6:0001:DZH318Z0BML2', productType: { id: 'Azure' } }],
    [
      'softwareSubscription',
      { offerId: 'DG7GMGF0FKZV:0003:DG7GMGF0DWMS', productType: { id: 'Software' }, termDuration: 'P1Y' },
    ],
    [
      'perpetualSoftware',
      { offerId: 'DG7GMGF0DWT0:0001:DG7GMGF0DSQR', productType: { id: 'Software' }, termDuration: '' },
    ],
    ['unknown', { offerId: NCE, productType: { id: 'SomethingNew' } }],
    ['unknown', {}],
  ])('tells %s by %j', (product, members) => {
    expect(productOfSubscription(Subscription.parse({ id: 'x', ...members }))).toBe(product);
  });
});

describe('productOfOrderLine', () => {
  it.each([
    ['legacy', 'none', { offerId: '195416C1-3447-423A-B37B-EE59A99A19C4' }],
    ['perpetualSoftware', 'one_time', { offerId: 'DG7GMGF0DWT0:0001:DG7GMGF0DSQR', termDuration: '' }],
    ['perpetualSoftware', 'OneTime', { offerId: 'DG7GMGF0DWT0:0001:DG7GMGF0DSQR' }],
    ['softwareSubscription', 'one_time', { offerId: 'DG7GMGF0FKZV:0003:DG7GMGF0DWMS', termDuration: 'P1Y' }],
    [
      'azureReservation',
      'one_time',
      { offerId: 'DZH318Z0BQ4B:003F:DZH318Z0BP8B', provisioningContext: { Scope: 'shared' } },
    ],
    [
      'azureReservation',
      'monthly',
      { offerId: 'DZH318Z0BQ4B:003F:DZH318Z0BP8B', provisioningContext: { scope: 'shared' } },
    ],
    ['savingsPlan', 'monthly', { offerId: 'DZH318Z0BQ4B:003F:DZH318Z0BP8B', purchaseCommitment: { amount: 1 } }],
    ['azurePlan', 'monthly', { offerId: 'DZH318Z0BPS6:0001:DZH318Z0BML2' }],
    ['unknown', 'annual', { offerId: NCE, termDuration: 'P1Y' }],
  ])('tells %s with billing cycle %s by %j', (product, billingCycle, members) => {
    expect(productOfOrderLine(OrderLineItem.parse(members), billingCycle)).toBe(product);
  });
});
