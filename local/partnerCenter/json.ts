import { refusal } from './partnerCenterError.ts';
import type { JsonObject } from './types.ts';

/** Members that requests may carry, in the spelling of answers; any case of them is accepted. */
const MEMBERS = [
  ...['additionalPartnerIdsOnRecord', 'addonItems', 'attestationAccepted', 'attributes', 'autoRenewEnabled'],
  ...['billingCycle', 'catalogItemId', 'creationDate', 'customTermEndDate', 'etag', 'friendlyName', 'id', 'key'],
  ...['lineItemNumber', 'lineItems', 'nextChargeInstructions', 'objectType', 'offerId', 'orderGroup'],
  ...['parentSubscriptionId', 'partnerId', 'partnerIdOnRecord', 'partnerOnRecordAttestationAccepted', 'participants'],
  ...['promotionId', 'provisioningContext', 'quantity', 'referenceCustomerId', 'renewsTo', 'scheduledActions'],
  ...['scheduledNextTermInstructions', 'status', 'subscriptionId', 'termDuration', 'value', 'product', 'productId'],
  ...['skuId', 'availabilityId', 'currencyCode'],
];
const SPELLING = new Map(MEMBERS.map((name) => [name.toLowerCase(), name]));

function spelling(name: string): string {
  return SPELLING.get(name.toLowerCase()) ?? name.charAt(0).toLowerCase() + name.slice(1);
}

function normalise(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normalise);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value)
    .filter(([, member]) => member !== null)
    .map(([name, member]) => {
      const spelled = spelling(name);
      return [spelled, spelled === 'provisioningContext' ? member : normalise(member)] as const;
    });
  return Object.fromEntries(members);
}

/** Reads strict JSON: a trailing comma, as some documented samples have, is refused. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refusal('inputInvalid', `The body is not JSON: ${(error as Error).message}`);
  }
}

/** Brings member names to one spelling and drops nulls: an absent and a null member mean the same. */
export function toMembers(body: unknown): JsonObject {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw refusal('inputInvalid', 'A JSON object is expected as body.');
  }
  return normalise(body) as JsonObject;
}

/** Finds a member of a free-form map in any case. */
export function memberOf(map: JsonObject | undefined, name: string): unknown {
  return Object.entries(map ?? {}).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}
