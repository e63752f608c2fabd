import { DAY_IN_MS, sevenDigits } from './dates.ts';
import type { ApiCall } from './apiCall.ts';
import { nowOf, type Emulator } from './state.ts';
import type { CustomerRecord, JsonObject, OrderRecord } from './types.ts';

/** Writes a JSON value with Pascal-case members into a string, the way activity records carry resources. */
function pascalText(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => {
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).map(([name, inner]) => [capital(name), inner]));
  });
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function pascalValue(value: string): string {
  return value.split('_').map(capital).join('');
}

/** The key-value pairs that describe an order, numbered by line. */
export function orderCustomizedData({ resource }: OrderRecord): JsonObject[] {
  const pairs: [string, unknown][] = [
    ['OrderId', resource.id],
    ['AlternateId', resource.alternateId ?? resource.id],
    ['BillingCycle', pascalValue(resource.billingCycle)],
    ...resource.lineItems.flatMap((line, index): [string, unknown][] => [
      [`OfferId-${index}`, line.offerId],
      [`SubscriptionId-${index}`, line.subscriptionId ?? null],
      [`SubscriptionName-${index}`, line.friendlyName ?? null],
      [`Quantity-${index}`, String(line.quantity)],
      [`PartnerOnRecord-${index}`, line.partnerIdOnRecord ?? null],
    ]),
  ];
  return pairs.map(([key, value]) => ({ key, value }));
}

export interface AuditEntry {
  operationType: string;
  resourceType: 'order' | 'subscription' | 'customer';
  customer: CustomerRecord;
  oldValue?: unknown;
  newValue?: unknown;
  customizedData?: JsonObject[];
  orderId?: string;
}

/**
 * Adds to the activity log. What Partner Center does by itself (renewal, expiry) is never in it.
 * https://learn.microsoft.com/partner-center/developer/auditing-resources
 */
export function logActivity(emulator: Emulator, { caller, correlationId }: ApiCall, entry: AuditEntry): void {
  const { operationType, resourceType, customer, oldValue, newValue, customizedData, orderId } = entry;
  const now = nowOf(emulator);
  const ticks = BigInt(now) * 10_000n + 621_355_968_000_000_000n;
  const parts = [
    emulator.partnerTenantId,
    customer.id,
    orderId?.toLowerCase(),
    operationType.replaceAll('_', ''),
    ticks,
  ];
  emulator.auditRecords.push({
    id: parts.filter((part) => part !== undefined).join('_'),
    partnerId: emulator.partnerTenantId,
    customerId: customer.id,
    customerName: customer.companyName,
    ...(caller.userPrincipalName && { userPrincipalName: caller.userPrincipalName }),
    applicationId: caller.applicationId,
    resourceType,
    ...(oldValue !== undefined && { resourceOldValue: pascalText(oldValue) }),
    ...(newValue !== undefined && { resourceNewValue: pascalText(newValue) }),
    operationType,
    originalCorrelationId: correlationId,
    operationDate: sevenDigits(now),
    operationStatus: 'succeeded',
    customizedData: customizedData ?? [],
    attributes: { objectType: 'AuditRecord' },
  });
}

/** Days of activity that can be asked for. */
export const AUDIT_DAYS_IN_MS = 90 * DAY_IN_MS;
