import { collection } from '../collection.ts';
import { orderKey } from '../ids.ts';
import { refusal } from '../partnerCenterError.ts';
import { patchSubscription } from '../patchSubscription.ts';
import type { ApiAnswer, ApiCall } from '../apiCall.ts';
import type { Route } from '../router.ts';
import { nowOf, subscriptionOf, type Emulator } from '../state.ts';
import { subscriptionView } from '../subscriptionView.ts';
import { termEndOf } from '../terms.ts';
import type { SubscriptionResource } from '../types.ts';
import { readView } from '../visibility.ts';
import { currentCustomer } from './customerRoutes.ts';

type Test = (resource: SubscriptionResource) => boolean;

function list(call: ApiCall, emulator: Emulator, test: Test): ApiAnswer {
  const customer = currentCustomer(call, emulator);
  const items = [...customer.subscriptions.values()].flatMap((record) => {
    const resource = readView(record, nowOf(emulator));
    return resource && test(resource) ? [subscriptionView(customer, record, { resource })] : [];
  });
  return { status: 200, body: collection(items, `${call.path.replace(/^\/v1/i, '')}${querySuffix(call)}`) };
}

function querySuffix({ query }: ApiCall): string {
  return query.size > 0 ? `?${query.toString()}` : '';
}

/** The whole list of one customer; by order or by reseller when asked. https://learn.microsoft.com/partner-center/developer/get-all-of-a-customer-s-subscriptions */
function listSubscriptions(call: ApiCall, emulator: Emulator): ApiAnswer {
  const orderId = call.query.get('order_id');
  const mpnId = call.query.get('mpn_id');
  return list(
    call,
    emulator,
    (resource) =>
      (orderId === null || orderKey(resource.orderId) === orderKey(orderId)) &&
      (mpnId === null || resource.partnerId === mpnId),
  );
}

function getSubscription(call: ApiCall, emulator: Emulator): ApiAnswer {
  const customer = currentCustomer(call, emulator);
  const record = subscriptionOf(customer, call.params.subscriptionId);
  const resource = readView(record, nowOf(emulator));
  if (!resource) throw refusal('subscriptionNotFound');
  return { status: 200, body: subscriptionView(customer, record, { resource, byIdAt: nowOf(emulator) }) };
}

/** https://learn.microsoft.com/partner-center/developer/get-a-list-of-add-ons-for-a-subscription */
function listAddOns(call: ApiCall, emulator: Emulator): ApiAnswer {
  const parent = subscriptionOf(currentCustomer(call, emulator), call.params.subscriptionId);
  const parentId = parent.resource.id.toLowerCase();
  return list(call, emulator, (resource) => resource.parentSubscriptionId?.toLowerCase() === parentId);
}

/** https://learn.microsoft.com/partner-center/developer/get-subscription-provisioning-status */
function getProvisioningStatus(call: ApiCall, emulator: Emulator): ApiAnswer {
  const { resource } = subscriptionOf(currentCustomer(call, emulator), call.params.subscriptionId);
  const end = termEndOf(resource);
  return {
    status: 200,
    body: {
      skuId: resource.offerId.split(':')[1] ?? resource.offerId,
      status: 'success',
      quantity: resource.quantity,
      ...(Number.isFinite(end) && { endDate: new Date(end).toISOString() }),
      attributes: { objectType: 'SubscriptionProvisioningStatus' },
    },
  };
}

const ONE = '/v1/customers/{customerId}/subscriptions/{subscriptionId}';

export const subscriptionRoutes: Route[] = [
  { method: 'GET', path: '/v1/customers/{customerId}/subscriptions', handle: listSubscriptions },
  { method: 'GET', path: ONE, handle: getSubscription },
  { method: 'PATCH', path: ONE, handle: patchSubscription },
  { method: 'GET', path: `${ONE}/addons`, handle: listAddOns },
  { method: 'GET', path: `${ONE}/provisioningstatus`, userOnly: true, handle: getProvisioningStatus },
];
