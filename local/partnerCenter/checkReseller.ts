import { refusal } from './partnerCenterError.ts';
import type { Emulator } from './state.ts';
import type { CustomerRecord } from './types.ts';

/**
 * Refuses a partner on record that is not an active, signed indirect reseller of the customer; the provider itself never is.
 * https://learn.microsoft.com/partner-center/developer/create-an-order-for-a-customer-of-an-indirect-reseller
 */
export function checkReseller(
  { mpnId, resellers }: Emulator,
  { resellerIds }: CustomerRecord,
  partnerId: string,
): void {
  if (partnerId === mpnId) throw refusal('ownPartnerId');
  const reseller = resellers.find((candidate) => candidate.mpnId === partnerId);
  if (!reseller) throw refusal('partnerIdNotFound', partnerId);
  if (reseller.state !== 'Active' || !resellerIds.includes(reseller.tenantId.toLowerCase())) {
    throw refusal('notAReseller', partnerId);
  }
  if (!reseller.hasAgreement) throw refusal('resellerWithoutAgreement', partnerId);
}
