import type { OrderLineInput } from './bodies.ts';
import { DAY_IN_MS, instantOf } from './dates.ts';
import { refusal } from './partnerCenterError.ts';
import { PRODUCT_MATRIX } from './productMatrix.ts';
import { nowOf, type Emulator } from './state.ts';
import type { CustomerRecord, OrderLineItem, OrderRecord } from './types.ts';

const SANDBOX_DAYS = 60;
const SOFTWARE_DAYS = 30;

/** Refuses by product, environment and age; the sandbox's 60 days count from the creation of the order. */
function checkCancellable(
  { kind, resource }: OrderRecord,
  { subscriptions }: CustomerRecord,
  emulator: Emulator,
): void {
  const { environment } = emulator.switches;
  if (!PRODUCT_MATRIX[kind][environment].order) {
    if (kind === 'legacy') throw refusal('suspendInstead');
    if (kind === 'reservation') throw refusal('sandboxOnlyCancel');
    throw refusal(kind === 'azurePlan' ? 'orderNotCancellable' : 'cancelSubscriptionInstead');
  }
  const now = nowOf(emulator);
  const ageInDays = (now - instantOf(resource.creationDate)) / DAY_IN_MS;
  if (environment === 'sandbox') {
    if (ageInDays > SANDBOX_DAYS) throw refusal('orderNotCancellable', `It is older than ${SANDBOX_DAYS} days.`);
    return;
  }
  if (kind === 'perpetualSoftware' && ageInDays > SOFTWARE_DAYS) throw refusal('cancelDaysPassed');
  const isClosed = resource.lineItems.some(({ subscriptionId = '' }) => {
    const until = subscriptions.get(subscriptionId.toLowerCase())?.resource.cancellationAllowedUntilDate;
    return kind === 'softwareSubscription' && (!until || instantOf(until) <= now);
  });
  if (isClosed) throw refusal('cancelDaysPassed');
}

/** The lines a body names, or undefined for the whole order. */
function namedLines({ kind, resource }: OrderRecord, named: OrderLineInput[] | undefined): OrderLineItem[] | undefined {
  if (!named || named.length === 0) return undefined;
  const lines = named.map(({ lineItemNumber, offerId }) => {
    const line = resource.lineItems.find((candidate) => candidate.lineItemNumber === lineItemNumber);
    if (!line || (offerId && offerId.toUpperCase() !== line.offerId.toUpperCase())) {
      throw refusal('inputInvalid', `lineItems: the order has no line ${lineItemNumber} with that offer.`);
    }
    return line;
  });
  if (new Set(lines).size === resource.lineItems.length) return undefined;
  if (kind !== 'perpetualSoftware' && kind !== 'softwareSubscription')
    throw refusal('orderNotCancellable', 'Only as a whole.');
  return lines;
}

/** Carries out a cancel: lines go to quantity 0, and once none is left, or as a whole, the order is cancelled. */
export function applyCancel(
  order: OrderRecord,
  customer: CustomerRecord,
  lineNumbers: number[] | undefined,
  now: number,
): void {
  const { resource } = order;
  const lines = resource.lineItems.filter((line) => !lineNumbers || lineNumbers.includes(line.lineItemNumber));
  for (const line of lines) {
    if (lineNumbers) line.quantity = 0;
    const subscription = customer.subscriptions.get(line.subscriptionId?.toLowerCase() ?? '');
    if (!subscription) continue;
    subscription.resource.status = 'deleted';
    subscription.seatBatches = [];
    subscription.statusSince = now;
  }
  const isEmpty = resource.lineItems.every(({ quantity }) => quantity === 0);
  resource.status = !lineNumbers || isEmpty ? 'cancelled' : 'completed';
  delete order.cancelAfterReads;
  delete order.cancelLines;
}

/**
 * Cancels an order, or of software some of its lines. In asynchronous mode it shows as pending for a number of reads.
 * https://learn.microsoft.com/partner-center/developer/cancel-an-order-from-the-integration-sandbox
 * https://learn.microsoft.com/partner-center/developer/cancel-software-purchases
 */
export function cancelOrder(
  order: OrderRecord,
  customer: CustomerRecord,
  named: OrderLineInput[] | undefined,
  emulator: Emulator,
): void {
  if (order.cancelAfterReads !== undefined) throw refusal('adjustmentPending');
  if (order.resource.status === 'cancelled') throw refusal('orderNotCancellable', 'It is cancelled already.');
  checkCancellable(order, customer, emulator);
  const lines = namedLines(order, named)?.map(({ lineItemNumber }) => lineItemNumber);
  const { asyncCancelAfterReads } = emulator.switches;
  if (asyncCancelAfterReads === 0) {
    applyCancel(order, customer, lines, nowOf(emulator));
    return;
  }
  order.resource.status = 'pending';
  order.cancelAfterReads = asyncCancelAfterReads;
  if (lines) order.cancelLines = lines;
}
