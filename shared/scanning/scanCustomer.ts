import type { CustomerDeadlines } from '../deadlines/deadlineTable.ts';
import { deadlinesOf } from '../deadlines/deadlinesOf.ts';
import { hasUnreadableCutoff, mayHideWindows } from '../deadlines/windows.ts';
import type { CallContext } from '../http/call.ts';
import type { BatchCustomer } from '../scans/batchRecord.ts';
import type { Reseller } from '../scans/resellerRow.ts';
import type { Deadline } from '../schemas/deadline.ts';
import { isGuid } from '../schemas/isGuid.ts';
import type { Services } from '../services.ts';

/** What a customer is looked at for. */
export interface CustomerJob {
  scanId: string;
  customer: BatchCustomer;
  resellers: ReadonlyMap<string, Reseller>;
  /** Subscriptions, in lower case, whose seats were found to have a cutoff of their own before. */
  knownSeats: readonly string[];
}

/** What was found at a customer. */
export interface CustomerFound extends CustomerDeadlines {
  subscriptions: number;
  /** Subscriptions that could not be read. */
  unreadable: number;
  /** Why one of them could not be read by its id. */
  problem?: unknown;
}

/** The subscriptions whose seats can have a cutoff of their own, as rules take it; undefined for any of them. */
function changedIds({ customer: { seats = [] }, knownSeats }: CustomerJob): ReadonlySet<string> | undefined {
  return seats === '*' ? undefined : new Set([...seats, ...knownSeats]);
}

/**
 * Looks at one customer: one list of its subscriptions, and one more read for each whose seats may have a cutoff of their own. One that
 * cannot be read hides none of the others.
 * https://learn.microsoft.com/partner-center/developer/get-all-of-a-customer-s-subscriptions
 */
export async function scanCustomer(services: Services, job: CustomerJob, context: CallContext): Promise<CustomerFound> {
  const { clock, config, customers, subscriptions } = services;
  const { scanId, customer, resellers } = job;
  const customerName = customer.name ?? (await customers.get(context, customer.id)).companyProfile?.companyName;
  const readAt = Date.now();
  const listed = await subscriptions.list(context, customer.id);
  const seenAt = clock.now();
  const deadlines: Deadline[] = [];
  const whole: string[] = [];
  const unreadSeats: string[] = [];
  let { unreadable } = listed;
  let problem: unknown;
  const changed = changedIds(job);
  const begun = { ...context, isBegun: true };

  for (const { value: subscription } of listed.items) {
    if (!isGuid(subscription.id)) {
      unreadable += 1;
      continue;
    }
    let read = subscription;
    let isRead = true;
    if (mayHideWindows(subscription, seenAt, changed)) {
      try {
        read = (await subscriptions.get(begun, customer.id, subscription.id)).value;
      } catch (error) {
        problem ??= error;
        isRead = false;
      }
    } else if (mayHideWindows(subscription, seenAt)) unreadSeats.push(subscription.id.toLowerCase());
    if (hasUnreadableCutoff(read, config.environment)) unreadable += 1;
    else if (isRead) whole.push(subscription.id.toLowerCase());
    deadlines.push(
      ...deadlinesOf(read, {
        customerId: customer.id,
        customerName,
        reseller: resellers.get(read.partnerId ?? ''),
        scanId,
        environment: config.environment,
        seenAt,
      }),
    );
  }
  return {
    customerId: customer.id,
    readAt,
    deadlines,
    isWhole: unreadable === 0 && problem === undefined,
    read: whole,
    unreadSeats,
    subscriptions: listed.items.length,
    unreadable,
    problem,
  };
}
