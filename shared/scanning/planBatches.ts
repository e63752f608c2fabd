import type { ErrorCode } from '../errors.ts';
import type { CallContext } from '../http/call.ts';
import { publicError } from '../partnerCenter/publicError.ts';
import { PROGRESS, type BatchCustomer, type BatchRecord, type Notable } from '../scans/batchRecord.ts';
import type { Reseller } from '../scans/resellerRow.ts';
import { FEWER_CUSTOMERS, NO_CUSTOMERS, type ScanRecord } from '../scans/scanRecord.ts';
import type { Warning } from '../schemas/answers.ts';
import { plainName } from '../schemas/plainName.ts';
import type { Services } from '../services.ts';
import { readCustomers, type ListedCustomer } from './readCustomers.ts';

/** What a scan has to do. */
export interface ScanPlan {
  batches: BatchRecord[];
  expected: number;
  resellers: Reseller[];
  /** Customers of the list that could not be read. */
  unreadable: number;
  warnings: Warning[];
}

/** Customers of one message. Of a scan of some customers each has a message of its own: their ids do not lie side by side. */
const CUSTOMERS_PER_BATCH = { all: 100, customers: 1 } as const;

/** Seats can be handed back for seven days; a record may be late by one. https://learn.microsoft.com/partner-center/customers/new-commerce-cancellation-policy */
const SEATS_CHANGED_WITHIN_MS = 8 * 86_400_000;

/** So many attempts at planning insist on the activity log. */
const PLANNED_WITH_LOG = 2;
const OF_PARTNER_CENTER: readonly ErrorCode[] = ['PartnerCenterUnavailable', 'PartnerCenterThrottled'];

/** Of a customer with more changes than this, every subscription is read. */
const MOST_CHANGES = 50;

/** So many customers may be gone since the scan before without a word, one in a hundred or two: more are rather missing from the list. */
const mostGone = (expected: number): number => Math.max(2, expected / 100);

/** Relationships in which nothing is sold. https://learn.microsoft.com/partner-center/developer/customer-resources */
const SELLS_NOTHING = ['advisor', 'microsoftsupport'];

async function readResellers(
  { relationships }: Services,
  context: CallContext,
): Promise<{ resellers: Reseller[]; warnings: Warning[] }> {
  try {
    const { items } = await relationships.listResellers(context);
    const resellers = items.flatMap(({ value: { id, name, mpnId } }) =>
      mpnId === undefined ? [] : [{ partnerId: mpnId, id, ...(name !== undefined && { name }) }],
    );
    return { resellers, warnings: [] };
  } catch (error) {
    const message = `The resellers could not be read, so deadlines have their PartnerIDs only: ${publicError(error).message}`;
    return { resellers: [], warnings: [{ code: 'ResellersUnknown', message }] };
  }
}

/** Which subscriptions of a customer may have seats with a cutoff of their own: renewals and purchases have that of the cancel. */
function seatsOf(
  changed: ReadonlyMap<string, ReadonlySet<string>> | undefined,
  customerId: string,
): Pick<BatchCustomer, 'seats'> {
  if (!changed) return { seats: '*' };
  const ids = changed.get(customerId);
  if (!ids) return {};
  return { seats: ids.has('*') || ids.size > MOST_CHANGES ? '*' : [...ids] };
}

function skippedBecause({ id, name, relationship }: ListedCustomer, index: number): Notable[] {
  if (!SELLS_NOTHING.includes(plainName(relationship))) return [];
  const message = `The relationship is ${relationship}: nothing is sold to this customer, so there is nothing to take back.`;
  return [
    {
      index,
      customerId: id,
      ...(name !== undefined && { customerName: name }),
      code: 'NotReseller',
      message,
      tries: 0,
    },
  ];
}

/** The customers in batches, each a run of neighbours by id, so that what is known of them is one range of the table. */
function batchesOf(
  { scanId, scope, attempts: plan }: ScanRecord,
  listed: readonly ListedCustomer[],
  changed: ReadonlyMap<string, ReadonlySet<string>> | undefined,
): BatchRecord[] {
  const size = CUSTOMERS_PER_BATCH[scope];
  const sorted = listed.toSorted((one, other) => (one.id < other.id ? -1 : 1));
  return Array.from({ length: Math.ceil(sorted.length / size) }, (_, batch) => {
    const members = sorted.slice(batch * size, (batch + 1) * size);
    const notable = members.flatMap(skippedBecause);
    const progress = members.map((_customer, index) =>
      notable.some((skipped) => skipped.index === index) ? PROGRESS.skipped : PROGRESS.left,
    );
    return {
      scanId,
      plan,
      batch,
      state: progress.includes(PROGRESS.left) ? 'waiting' : 'finished',
      customers: members.map(({ id, name }) => ({ id, ...(name !== undefined && { name }), ...seatsOf(changed, id) })),
      progress: progress.join(''),
      notable,
      subscriptions: 0,
      deadlines: 0,
      requests: 0,
      throttled: 0,
      rounds: 0,
      holder: '',
      leaseUntil: 0,
      attempts: 0,
      dueAt: 0,
    };
  });
}

/**
 * How many customers there were, where many of them are missing now. A list that the scan before has warned of is believed when it comes
 * again, unless it is empty.
 */
async function missedFrom(scans: Services['scans'], listed: number): Promise<number | undefined> {
  let last: ScanRecord | undefined;
  for await (const scan of scans.listing()) {
    last ??= scan;
    if (scan.warnings.some(({ code }) => code === FEWER_CUSTOMERS)) continue;
    const isTold = scan !== last && Math.abs(listed - last.expected) <= mostGone(last.expected);
    return scan.expected - listed <= mostGone(scan.expected) || isTold ? undefined : scan.expected;
  }
  return undefined;
}

/**
 * The subscriptions whose seats may have changed lately; undefined where nobody can tell. The log only spares requests, so a scan that was
 * planned in vain because of it goes without.
 */
async function readChanges(
  { activityLog, clock }: Services,
  context: CallContext,
  attempts: number,
): Promise<ReadonlyMap<string, ReadonlySet<string>> | undefined> {
  const since = new Date(clock.now().getTime() - SEATS_CHANGED_WITHIN_MS);
  try {
    return await activityLog.changedSubscriptions(context, since);
  } catch (error) {
    const { code } = publicError(error);
    if (attempts <= PLANNED_WITH_LOG || !OF_PARTNER_CENTER.includes(code)) throw error;
    context.log('warn', 'activityLogUnreadable', { reason: code });
    return undefined;
  }
}

/** Finds out what a scan has to do. */
export async function planBatches(services: Services, scan: ScanRecord, context: CallContext): Promise<ScanPlan> {
  const { scans } = services;
  if (scan.customerIds) {
    const { resellers, warnings } = await readResellers(services, context);
    const listed = [...new Set(scan.customerIds)].map((id) => ({ id }));
    return { batches: batchesOf(scan, listed, undefined), expected: listed.length, resellers, unreadable: 0, warnings };
  }

  const [{ resellers, warnings }, { listed, unreadable }] = await Promise.all([
    readResellers(services, context),
    readCustomers(services, context),
  ]);
  if (unreadable > 0) {
    const message = `${unreadable} customers of Partner Center’s list cannot be read, so nothing is known of them.`;
    warnings.push({ code: 'UnreadableCustomers', message });
  }
  const expected = await missedFrom(scans, listed.length);
  if (expected !== undefined) {
    const message = `Partner Center lists ${listed.length} customers, a scan before had ${expected}: look whether some are missing. The scan does not count as complete; if the next one is told the same, they are taken for gone.`;
    warnings.push({ code: FEWER_CUSTOMERS, message });
  } else if (listed.length === 0) {
    const message =
      'Partner Center lists no customers at all, so nothing can be found. The scan does not count as complete.';
    warnings.push({ code: NO_CUSTOMERS, message });
  }
  /** Not before Partner Center has answered, since what is late is told by its clock. */
  const changed = await readChanges(services, context, scan.attempts);
  if (!changed) {
    const message =
      'The activity log cannot be read, or not whole, so every subscription that may have added seats is read one by one: the scan takes longer.';
    warnings.push({ code: 'ActivityLogUnreadable', message });
  }
  return { batches: batchesOf(scan, listed, changed), expected: listed.length, resellers, unreadable, warnings };
}
