import { cancelWindow } from './cancelWindow.ts';
import { DAY_IN_MS, instantOf } from './dates.ts';
import { bringUpToDate, wouldBeExtended } from './lifecycle.ts';
import { nowOf, type Emulator } from './state.ts';
import { termEndOf } from './terms.ts';
import type { CustomerRecord, JsonObject, SubscriptionRecord } from './types.ts';

type Kind = 'cancel' | 'seats' | 'extendedTerm';

interface Cutoff {
  kind: Kind;
  at: number;
  quantity: number;
}

const ENDED = ['deleted', 'expired', 'disabled'];
const WITHOUT_SEATS = ['pending', 'none'];
const WITH_WINDOW = ['newCommerce', 'softwareSubscription', 'marketplace'];

const MINUTE_IN_MS = 60_000;
/** The first day whose term ends are extended. https://learn.microsoft.com/partner-center/customers/extended-service-terms */
const EXTENDED_SINCE = Date.UTC(2026, 4, 4);
const NOTICE_IN_MS = 30 * DAY_IN_MS;

function isSame(one: number, other: number): boolean {
  return Math.abs(one - other) <= MINUTE_IN_MS;
}

function cancelCutoffs(record: SubscriptionRecord): Cutoff[] {
  const { kind, resource } = record;
  const at = cancelWindow(record);
  if (!WITH_WINDOW.includes(kind) || at === undefined || !Number.isFinite(at)) return [];
  const isOpenToTermEnd = isSame(at, termEndOf(resource));
  return isOpenToTermEnd ? [] : [{ kind: 'cancel', at, quantity: resource.quantity }];
}

/** Seats whose own cutoff differs from that of the subscription, one cutoff for each instant. */
function seatCutoffs(record: SubscriptionRecord): Cutoff[] {
  const { kind, resource, seatBatches } = record;
  if (kind !== 'newCommerce' || WITHOUT_SEATS.includes(resource.status) || resource.quantity <= 1) return [];
  const cancel = cancelWindow(record);
  const quantities = new Map<number, number>();
  for (const { quantity, allowedUntil } of seatBatches) {
    if (cancel !== undefined && isSame(allowedUntil, cancel)) continue;
    quantities.set(allowedUntil, (quantities.get(allowedUntil) ?? 0) + quantity);
  }
  return [...quantities].map(([at, quantity]) => ({ kind: 'seats', at, quantity }));
}

function extensionCutoffs(record: SubscriptionRecord, now: number): Cutoff[] {
  const { resource } = record;
  if (!wouldBeExtended(record) || !resource.commitmentEndDateTime) return [];
  const at = instantOf(resource.commitmentEndDateTime);
  if (at < EXTENDED_SINCE || at - now > NOTICE_IN_MS) return [];
  return [{ kind: 'extendedTerm', at, quantity: resource.quantity }];
}

function cutoffsOf(record: SubscriptionRecord, now: number): Cutoff[] {
  const { resource } = record;
  if (resource.isTrial || ENDED.includes(resource.status)) return [];
  const all = [...cancelCutoffs(record), ...seatCutoffs(record), ...extensionCutoffs(record, now)];
  return all.filter(({ at }) => at > now);
}

function deadlinesOf({ id: customerId, subscriptions }: CustomerRecord, now: number): JsonObject[] {
  return [...subscriptions.values()].flatMap((record) =>
    cutoffsOf(record, now).map(({ kind, at, quantity }) => ({
      customerId: customerId.toLowerCase(),
      subscriptionId: record.resource.id.toLowerCase(),
      kind,
      cutoff: new Date(at).toISOString(),
      quantity,
    })),
  );
}

function keyOf({ cutoff, customerId, subscriptionId, kind }: JsonObject): string {
  return [cutoff, customerId, subscriptionId, kind].join('/');
}

/**
 * Every cutoff that is still ahead, soonest first, told from the emulator's own records: what a complete scan has to find.
 * https://learn.microsoft.com/partner-center/new-commerce-cancellation-policy
 */
export function deadlinesView(emulator: Emulator): JsonObject {
  const now = nowOf(emulator);
  const customers = [...emulator.customers.values()].filter(({ relationshipRemoved }) => !relationshipRemoved);
  for (const customer of customers) bringUpToDate(customer, emulator);
  const keyed = customers
    .flatMap((customer) => deadlinesOf(customer, now))
    .map((deadline) => ({ deadline, key: keyOf(deadline) }))
    .sort((one, other) => (one.key < other.key ? -1 : 1));
  return { now: new Date(now).toISOString(), items: keyed.map(({ deadline }) => deadline) };
}
