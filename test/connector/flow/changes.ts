import { SEED_OFFERS } from '../../../local/partnerCenter/seedIds.ts';

/** What Partner Center may say of a subscription besides what is documented: values yet to come, and members without one. */
const OF_SUBSCRIPTIONS: object[] = [
  { status: 'hibernating' },
  { status: null },
  { friendlyName: null },
  { friendlyName: '', offerName: null },
  { friendlyName: ' ', unitType: null },
  { productType: null },
  { productType: { id: 'QuantumServices', displayName: 'Quantum Services' } },
  { productType: { id: 'OnlineServicesNCE', displayName: null } },
  { billingCycle: 'weekly', termDuration: 'P5W' },
  { billingCycle: null, termDuration: null },
  { orderId: null, partnerId: null, unitType: null },
  { cancellationAllowedUntilDate: null, refundableQuantity: null },
  { commitmentEndDateTime: null, commitmentEndDate: null },
  { autoRenewEnabled: null, isTrial: null, hasPurchasableAddons: null },
  { creationDate: null, effectiveStartDate: '0001-01-01T00:00:00' },
  { creationDate: 'soon', commitmentEndDateTime: 'later', cancellationAllowedUntilDate: 'never' },
  { quantity: 0 },
  { quantity: 2.5, refundableQuantity: { totalQuantity: 1, details: null } },
  { quantity: '7', autoRenewEnabled: 'true' },
  { quantity: null, refundOptions: null },
  { offerId: SEED_OFFERS.legacyPlain, termDuration: null, productType: null, cancellationAllowedUntilDate: null },
  { offerId: `${SEED_OFFERS.newCommerceBase.productId}:${SEED_OFFERS.newCommerceBase.skuId}:CFQ7TTC0K5DR` },
  { parentSubscriptionId: '', partnerId: '', orderId: '' },
  { attributes: null, links: null },
  { brandNew: { of: [null, 1] }, scheduledNextTermInstructions: null },
];

/** The same of an order. */
const OF_ORDERS: object[] = [
  { status: 'hibernating' },
  { status: null, alternateId: null },
  { billingCycle: null, transactionType: null, currencyCode: null },
  { creationDate: null },
  { creationDate: 'soon' },
  { totalPrice: null, links: null, attributes: null, brandNew: [null] },
];

/** A number from 0 up to 1 that a seed always gives, and another for each part of a test. */
export function fraction(seed: number, part: number): number {
  const mixed = Math.imul(seed * 2 + 1, 0x9e3779b1) ^ Math.imul(part + 1, 0x85ebca6b);
  return (Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35) >>> 0) / 2 ** 32;
}

const pick = (changes: object[], at: number): object => changes[Math.floor(at * changes.length)] ?? {};

/** What is different about a subscription in a state; up to two things at once. */
export function changeOfSubscription(seed: number, part: number): object {
  return { ...pick(OF_SUBSCRIPTIONS, fraction(seed, part)), ...pick(OF_SUBSCRIPTIONS, fraction(seed, part + 1_000)) };
}

export const changeOfOrder = (seed: number, part: number): object => pick(OF_ORDERS, fraction(seed, part));
