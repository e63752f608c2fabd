import { z } from 'zod';
import { refusal } from './partnerCenterError.ts';
import type { JsonObject } from './types.ts';

const attributes = z.looseObject({ etag: z.string().optional() }).optional();
const map = z.record(z.string(), z.unknown());

const orderLine = z.looseObject({
  lineItemNumber: z.int(),
  offerId: z.string().optional(),
  parentSubscriptionId: z.string().optional(),
  friendlyName: z.string().optional(),
  quantity: z.int().optional(),
  termDuration: z.string().optional(),
  partnerIdOnRecord: z.string().optional(),
  promotionId: z.string().optional(),
  customTermEndDate: z.string().optional(),
  attestationAccepted: z.boolean().optional(),
  provisioningContext: map.optional(),
});

/** What a POST or PATCH of an order may carry; other members are ignored. */
export const orderBody = z.looseObject({
  id: z.string().optional(),
  referenceCustomerId: z.string().optional(),
  billingCycle: z.string().optional(),
  status: z.string().optional(),
  partnerOnRecordAttestationAccepted: z.boolean().optional(),
  lineItems: z.array(orderLine).optional(),
  attributes,
});

const participant = z.looseObject({ key: z.string(), value: z.string() });

const cartLine = z.looseObject({
  id: z.int(),
  catalogItemId: z.string().optional(),
  friendlyName: z.string().optional(),
  quantity: z.int().optional(),
  billingCycle: z.string().optional(),
  termDuration: z.string().optional(),
  participants: z.array(z.union([participant, z.array(participant)])).optional(),
  provisioningContext: map.optional(),
  orderGroup: z.string().optional(),
  promotionId: z.string().optional(),
  customTermEndDate: z.string().optional(),
  attestationAccepted: z.boolean().optional(),
});

/** What a POST or PUT of a cart may carry. */
export const cartBody = z.looseObject({
  partnerOnRecordAttestationAccepted: z.boolean().optional(),
  lineItems: z.array(cartLine).min(1),
});

/** What a PATCH of a subscription may change; what it leaves out matters as well. */
export const subscriptionBody = z.looseObject({
  id: z.string().optional(),
  status: z.string().optional(),
  quantity: z.int().min(1).optional(),
  friendlyName: z.string().optional(),
  autoRenewEnabled: z.boolean().optional(),
  billingCycle: z.string().optional(),
  partnerId: z.string().optional(),
  scheduledNextTermInstructions: map.optional(),
  nextChargeInstructions: map.optional(),
  scheduledActions: z.array(map).optional(),
  attributes,
});

export type OrderLineInput = z.infer<typeof orderLine>;
export type CartLineInput = z.infer<typeof cartLine>;

/** Checks a body; what is wrong is named in the description of a 400 with code 800002. */
export function checked<T>(schema: z.ZodType<T>, body: JsonObject): T {
  const { data, error } = schema.safeParse(body);
  if (!error) return data;
  const problems = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw refusal('inputInvalid', problems.join('; '));
}
