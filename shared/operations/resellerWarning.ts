import type { Warning } from '../schemas/answers.ts';
import type { Order } from '../schemas/order.ts';

/** Says so where Partner Center’s order does not show the reseller that was sent: the sale would be lost to it. */
export function resellerWarning({ lineItems = [] }: Order, partnerIdOnRecord: string | undefined): Warning[] {
  const recorded = lineItems.every((line) => line.partnerIdOnRecord === partnerIdOnRecord);
  if (partnerIdOnRecord === undefined || (recorded && lineItems.length > 0)) return [];
  const message = `Partner Center’s order does not show PartnerID ${partnerIdOnRecord} on every line. Check it in Partner Center.`;
  return [{ code: 'ResellerNotRecorded', message }];
}
