import { AppError } from '../errors.ts';
import type { CallContext } from '../http/call.ts';
import { AuditRecord } from '../schemas/auditRecord.ts';
import { plainName } from '../schemas/plainName.ts';
import type { PartnerCenterClient } from './client.ts';
import { readAllPages } from './paging.ts';
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
      const filter = JSON.stringify({ Field: 'CustomerId', Value: customerId, Operator: 'equals' });
      const startDate = since.toISOString().slice(0, 'yyyy-mm-dd'.length);
      const path = `/auditrecords?startDate=${startDate}&filter=${encodeURIComponent(filter)}`;
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
  };
}

export type ActivityLogApi = ReturnType<typeof createActivityLogApi>;
