import { logActivity } from './audit.ts';
import { checked, subscriptionBody } from './bodies.ts';
import { changeQuantity } from './changeQuantity.ts';
import { changeStatus } from './changeStatus.ts';
import { checkReseller } from './checkReseller.ts';
import { billingCycleOf, subscriptionStatusOf } from './enums.ts';
import { checkEtag } from './etags.ts';
import { isRenewing } from './lifecycle.ts';
import { refusal } from './partnerCenterError.ts';
import type { ApiAnswer, ApiCall } from './apiCall.ts';
import { currentCustomer } from './routes/customerRoutes.ts';
import { nowOf, subscriptionOf, type Emulator } from './state.ts';
import { subscriptionView } from './subscriptionView.ts';
import type { JsonObject, SubscriptionRecord } from './types.ts';

function checkBillingCycle({ kind, resource }: SubscriptionRecord, wanted: string | undefined): void {
  if (wanted === undefined || billingCycleOf(wanted) === resource.billingCycle) return;
  throw refusal(kind === 'legacy' ? 'billingCycleByOrder' : 'billingCycleFixed');
}

/** Replaces or, when the body leaves it out, removes what is planned for later. */
function replace(resource: JsonObject, member: string, value: unknown): void {
  if (value === undefined) delete resource[member];
  else resource[member] = value;
}

/**
 * Updates a subscription from a full resource: an omitted autoRenewEnabled becomes false, omitted instructions for the next
 * term or charge are dropped. Everything is checked on a copy, so that a refusal changes nothing.
 * https://learn.microsoft.com/partner-center/developer/update-a-subscription-by-id
 */
export function patchSubscription(call: ApiCall, emulator: Emulator): ApiAnswer {
  const customer = currentCustomer(call, emulator);
  const record = subscriptionOf(customer, call.params.subscriptionId);
  const body = checked(subscriptionBody, call.readBody());
  const now = nowOf(emulator);
  const before = subscriptionView(customer, record);
  if (body.id !== undefined && body.id.toLowerCase() !== record.resource.id.toLowerCase()) {
    throw refusal('inputInvalid', 'The id of the body differs from that of the address.');
  }
  if (record.resource.status === 'deleted') throw refusal('subscriptionDeleted');
  checkEtag(record, call.header('if-match'), body.attributes?.etag);
  if (isRenewing(record, now)) throw refusal('subscriptionNotReady');

  const draft = structuredClone(record);
  const { resource } = draft;
  const status = body.status === undefined ? resource.status : subscriptionStatusOf(body.status);
  checkBillingCycle(draft, body.billingCycle);
  if (body.scheduledNextTermInstructions && body.autoRenewEnabled !== true) {
    throw refusal('inputInvalid', 'scheduledNextTermInstructions need autoRenewEnabled: true.');
  }
  changeQuantity(draft, { quantity: body.quantity, status, now, emulator });
  if (body.partnerId && body.partnerId !== resource.partnerId) {
    if (draft.kind === 'marketplace') throw refusal('partnerFixed');
    checkReseller(emulator, customer, body.partnerId);
    resource.partnerId = body.partnerId;
  }
  if (body.friendlyName !== undefined) resource.friendlyName = body.friendlyName;
  resource.autoRenewEnabled = body.autoRenewEnabled ?? false;
  replace(resource, 'scheduledNextTermInstructions', body.scheduledNextTermInstructions);
  replace(resource, 'nextChargeInstructions', body.nextChargeInstructions);
  replace(resource, 'scheduledActions', body.scheduledActions);
  changeStatus(draft, status, { now, emulator });

  draft.version += 1;
  Object.assign(record, draft);
  const after = subscriptionView(customer, record);
  logActivity(emulator, call, {
    operationType: 'update_subscription',
    resourceType: 'subscription',
    customer,
    oldValue: before,
    newValue: after,
    customizedData: [{ key: 'SubscriptionId', value: record.resource.id }],
  });
  return { status: 200, body: after };
}
