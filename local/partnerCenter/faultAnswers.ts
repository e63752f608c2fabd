import { etagOf } from './etags.ts';
import type { Fault } from './faults.ts';
import { orderKey } from './ids.ts';
import { PartnerCenterError, refusal } from './partnerCenterError.ts';
import type { ApiAnswer, ApiCall } from './apiCall.ts';
import type { Emulator } from './state.ts';
import type { Kept, OrderResource, SubscriptionResource } from './types.ts';

/** Shape A: numeric code, description, data, source. */
export function errorAnswer({ status, code, description }: PartnerCenterError): ApiAnswer {
  return { status, body: { code, description, data: [], source: 'PartnerFD' } };
}

/**
 * Shape B, from the gateway in front of the API.
 * https://learn.microsoft.com/partner-center/developer/api-throttling-guidance
 */
export function throttledAnswer(seconds: number): ApiAnswer {
  return {
    status: 429,
    headers: { 'Retry-After': String(seconds) },
    body: { statusCode: 429, message: `Rate limit is exceeded. Try again in ${seconds} seconds.` },
  };
}

/** The order or subscription that the address names, if it is there. */
export function recordAt(
  { customers }: Emulator,
  { customerId, orderId, subscriptionId }: ApiCall['params'],
): Kept<OrderResource> | Kept<SubscriptionResource> | undefined {
  const customer = customers.get(customerId.toLowerCase());
  return customer?.orders.get(orderKey(orderId)) ?? customer?.subscriptions.get(subscriptionId.toLowerCase());
}

/** The refusal that a fault answers with instead of doing anything; a stale ETag means that someone changed the resource. */
export function faultRefusal(fault: Fault, call: ApiCall, emulator: Emulator): PartnerCenterError | undefined {
  if (fault.kind === 'serverError') {
    const code = fault.status === 503 ? 900192 : 800003;
    return new PartnerCenterError(fault.status, code, 'An unexpected failure happened; try again later.');
  }
  if (fault.kind === 'tokenExpired') return refusal('noToken');
  if (fault.kind === 'renewalInProgress') return refusal('subscriptionNotReady');
  if (fault.kind === 'customError') return new PartnerCenterError(fault.status, fault.code, fault.description);
  if (fault.kind === 'staleEtag') {
    const record = recordAt(emulator, call.params);
    if (record && etagOf(record)) record.version += 1;
    return refusal('etagStale');
  }
  return undefined;
}
