import { z } from 'zod';
import { AppError } from '../errors.ts';
import type { CallContext } from '../http/call.ts';
import { AuditRecord } from '../schemas/auditRecord.ts';
import { isGuid } from '../schemas/isGuid.ts';
import { plainName } from '../schemas/plainName.ts';
import type { PartnerCenterClient } from './client.ts';
import { readAllPages, readPages } from './paging.ts';
import { parseItems } from './parseResource.ts';
import { PartnerCenterError } from './partnerCenterError.ts';

/** Names without regard to case and separators. */
const OF_ORDERS = ['createorder', 'updateorder'];
const NOT_DONE = ['failed', 'decline', 'declined'];

/** The order a record is about, in lower case; undefined where it is about none, or where nothing was done. */
function orderIdOf({ operationType, operationStatus, customizedData = [] }: AuditRecord): string | undefined {
  if (!OF_ORDERS.includes(plainName(operationType)) || NOT_DONE.includes(plainName(operationStatus))) return undefined;
  return customizedData.find((pair) => plainName(pair?.key) === 'orderid')?.value?.toLowerCase();
}

const NewValue = z.object({ Id: z.guid() });

function idIn(resource: string | undefined): string | undefined {
  try {
    return NewValue.safeParse(JSON.parse(resource ?? '')).data?.Id;
  } catch {
    return undefined;
  }
}

/** The subscription a record is about, in lower case; undefined where that cannot be told. */
function subscriptionIdOf({ customizedData = [], resourceNewValue }: AuditRecord): string | undefined {
  const named = customizedData.find((pair) => plainName(pair?.key) === 'subscriptionid')?.value;
  return (isGuid(named ?? '') ? named : idIn(resourceNewValue))?.toLowerCase();
}

function dayOf(instant: Date): string {
  return instant.toISOString().slice(0, 'yyyy-mm-dd'.length);
}

function filterOn(field: string, value: string): string {
  return encodeURIComponent(JSON.stringify({ Field: field, Value: value, Operator: 'equals' }));
}

/** The log of who did what. https://learn.microsoft.com/partner-center/developer/get-a-record-of-partner-center-activity-by-user */
export function createActivityLogApi(client: PartnerCenterClient) {
  return {
    /**
     * Tells which calls made or changed the customer's orders, from the UTC day of `since` on.
     * @returns order id → the MS-CorrelationIds of those calls, both in lower case; undefined where the log cannot be read, which
     * is no reason to fail: not every cloud has one.
     */
    async orderCorrelations(
      context: CallContext,
      customerId: string,
      since: Date,
    ): Promise<Map<string, string[]> | undefined> {
      const path = `/auditrecords?startDate=${dayOf(since)}&filter=${filterOn('CustomerId', customerId)}`;
      try {
        const { items } = parseItems(AuditRecord, await readAllPages(client, context, 'either', path));
        const correlations = new Map<string, string[]>();
        for (const { value } of items) {
          const orderId = orderIdOf(value);
          const id = value.originalCorrelationId?.toLowerCase();
          if (orderId && id) correlations.set(orderId, [...(correlations.get(orderId) ?? []), id]);
        }
        return correlations;
      } catch (error) {
        if (!(error instanceof PartnerCenterError || error instanceof AppError)) throw error;
        context.log('info', 'activityLogUnreadable', { reason: error.message });
        return undefined;
      }
    },

    /**
     * Tells which subscriptions were changed by anybody, from the UTC day of `since` on; renewals are in no log.
     * @returns customer id → subscription ids, all in lower case, or `*` where a record does not name its subscription; undefined where
     * the log does not tell: there is none, as in Partner Center operated by 21Vianet, or a record of it cannot be read or names no customer.
     * @throws where it cannot be read for a while only.
     */
    async changedSubscriptions(context: CallContext, since: Date): Promise<Map<string, Set<string>> | undefined> {
      const path = `/auditrecords?startDate=${dayOf(since)}&filter=${filterOn('ResourceType', 'Subscription')}`;
      const changed = new Map<string, Set<string>>();
      const untold = (reason: string): undefined => {
        context.log('info', 'activityLogUnreadable', { reason });
      };
      try {
        for await (const page of readPages(client, context, 'either', path)) {
          const { items, unreadable } = parseItems(AuditRecord, page);
          if (unreadable > 0) return untold(`${unreadable} records cannot be read.`);
          for (const { value } of items) {
            const customerId = value.customerId?.toLowerCase();
            if (customerId === undefined) return untold('A record names no customer.');
            const ids = changed.get(customerId) ?? new Set();
            changed.set(customerId, ids.add(subscriptionIdOf(value) ?? '*'));
          }
        }
        return changed;
      } catch (error) {
        if (!(error instanceof PartnerCenterError) || error.detail.status === 429) throw error;
        return untold(error.message);
      }
    },
  };
}

export type ActivityLogApi = ReturnType<typeof createActivityLogApi>;
