import type { TestClock } from '../testClock.ts';
import type { Fault } from './faults.ts';
import { isGuid, orderKey, type Ids } from './ids.ts';
import { refusal } from './partnerCenterError.ts';
import type { RateLimiter } from './rateLimiter.ts';
import type { RequestLog } from './requestLog.ts';
import type { RequestReplay } from './requestReplay.ts';
import type { Switches } from './switches.ts';
import type { AuditRecord, CustomerRecord, OrderRecord, Reseller, SubscriptionRecord } from './types.ts';

/** Everything the emulator knows, in memory. */
export interface Emulator {
  clock: Pick<TestClock, 'now' | 'advance' | 'reset'>;
  ids: Ids;
  partnerTenantId: string;
  mpnId: string;
  switches: Switches;
  /** Number of times the availability ids have been rotated. */
  rotation: number;
  /** Customers added through `seed`, so that their ids go on. */
  generatedCustomers: number;
  /** By lower-case id, in list order. */
  customers: Map<string, CustomerRecord>;
  resellers: Reseller[];
  auditRecords: AuditRecord[];
  faults: Fault[];
  requests: RequestLog;
  replay: RequestReplay;
  rateLimiter: RateLimiter;
}

export function nowOf({ clock }: Emulator): number {
  return clock.now().getTime();
}

/** Finds a customer, or refuses the way Partner Center does. */
export function customerOf({ customers }: Emulator, id: string): CustomerRecord {
  if (!isGuid(id)) throw refusal('customerIdInvalid', id);
  const customer = customers.get(id.toLowerCase());
  if (!customer) throw refusal('customerNotFound');
  if (customer.relationshipRemoved) throw refusal('noRelationship');
  return customer;
}

export function subscriptionOf({ subscriptions }: CustomerRecord, id: string): SubscriptionRecord {
  const found = subscriptions.get(id.toLowerCase());
  if (!found) throw refusal('subscriptionNotFound');
  return found;
}

/** Finds an order; only GUIDs match in any case. */
export function orderOf({ orders }: CustomerRecord, id: string): OrderRecord {
  const found = orders.get(orderKey(id));
  if (!found) throw refusal('orderNotFound');
  return found;
}

export function keepSubscription({ subscriptions }: CustomerRecord, record: SubscriptionRecord): void {
  subscriptions.set(record.resource.id.toLowerCase(), record);
}

export function keepOrder({ orders }: CustomerRecord, record: OrderRecord): void {
  orders.set(orderKey(record.resource.id), record);
}
