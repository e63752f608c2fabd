import { AppError } from '../errors.ts';
import type { CallContext } from '../http/call.ts';
import type { Services } from '../services.ts';

const TARGET = { target: 'indirectResellerId' };

/**
 * The PartnerID to record for an indirect reseller. A missing one would not fail the order, it would lose the reseller: so there is no order without it.
 * @throws AppError `IndirectResellerNotFound`, or `InvalidRequest` for the provider itself.
 * https://learn.microsoft.com/partner-center/developer/create-an-order-for-a-customer-of-an-indirect-reseller
 */
export async function resellerOfRecord(
  { config, relationships }: Services,
  context: CallContext,
  tenantId: string,
): Promise<string> {
  if (tenantId.toLowerCase() === config.tenantId) {
    throw new AppError('InvalidRequest', 'This is the provider’s own tenant. Name the indirect reseller’s.', TARGET);
  }
  const reseller = await relationships.findReseller(context, tenantId);
  if (!reseller) {
    const message =
      'No indirect reseller with this tenant id has a relationship with the partner. Choose one of the list of resellers.';
    throw new AppError('IndirectResellerNotFound', message, TARGET);
  }
  const { name = tenantId, state = 'Active', mpnId = '' } = reseller;
  if (state.toLowerCase() !== 'active') {
    throw new AppError('IndirectResellerNotFound', `The relationship with ${name} is ${state}, not active.`, TARGET);
  }
  if (!/^\d+$/.test(mpnId)) {
    throw new AppError(
      'IndirectResellerNotFound',
      `Partner Center states no PartnerID for ${name}; without it the sale would be lost to the reseller.`,
      TARGET,
    );
  }
  if (mpnId === config.mpnId) {
    throw new AppError(
      'InvalidRequest',
      'This reseller has the provider’s own PartnerID, which is never recorded as the reseller.',
      TARGET,
    );
  }
  return mpnId;
}
