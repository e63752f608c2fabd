import { logActivity, orderCustomizedData } from '../audit.ts';
import { checked, orderBody } from '../bodies.ts';
import { applyCancel, cancelOrder } from '../cancelOrder.ts';
import { collection } from '../collection.ts';
import { createOrder } from '../createOrder.ts';
import { billingCycleOf, snakeCase } from '../enums.ts';
import { checkEtag } from '../etags.ts';
import { orderKey } from '../ids.ts';
import { orderView } from '../orderView.ts';
import { refusal } from '../partnerCenterError.ts';
import { purchaseAddOn } from '../purchaseAddOn.ts';
import type { ApiAnswer, ApiCall } from '../apiCall.ts';
import type { Route } from '../router.ts';
import { nowOf, orderOf, type Emulator } from '../state.ts';
import type { CustomerRecord, OrderRecord, OrderResource } from '../types.ts';
import { readView } from '../visibility.ts';
import { currentCustomer } from './customerRoutes.ts';

/** What a reader of an order gets; a pending cancel shows after its number of reads. */
function readOrder(order: OrderRecord, customer: CustomerRecord, now: number): OrderResource | undefined {
  if (order.cancelAfterReads === 0) applyCancel(order, customer, order.cancelLines, now);
  else if (order.cancelAfterReads !== undefined) order.cancelAfterReads -= 1;
  return readView(order, now);
}

function includesPrice({ query }: ApiCall): boolean {
  return query.get('include_price')?.toLowerCase() === 'true';
}

/** The value of billingType is a billing cycle. https://learn.microsoft.com/partner-center/developer/get-a-list-of-orders-by-customer-and-billing-cycle-type */
function listOrders(call: ApiCall, emulator: Emulator): ApiAnswer {
  const customer = currentCustomer(call, emulator);
  const wanted = call.query.get('billingType');
  const cycle = wanted === null ? undefined : billingCycleOf(wanted);
  const items = [...customer.orders.values()].flatMap((order) => {
    const resource = readView(order, nowOf(emulator));
    if (!resource || (cycle && resource.billingCycle !== cycle)) return [];
    return [orderView(customer, order, { resource, includePrice: includesPrice(call) })];
  });
  return { status: 200, body: collection(items) };
}

function getOrder(call: ApiCall, emulator: Emulator): ApiAnswer {
  const customer = currentCustomer(call, emulator);
  const order = orderOf(customer, call.params.orderId);
  const resource = readOrder(order, customer, nowOf(emulator));
  if (!resource) throw refusal('orderNotFound');
  return { status: 200, body: orderView(customer, order, { resource, includePrice: includesPrice(call) }) };
}

/** Cancels when the body says so, else adds what its lines name. */
function patchOrder(call: ApiCall, emulator: Emulator): ApiAnswer {
  const customer = currentCustomer(call, emulator);
  const order = orderOf(customer, call.params.orderId);
  const body = checked(orderBody, call.readBody());
  const before = orderView(customer, order);
  if (body.id !== undefined && orderKey(body.id) !== orderKey(order.resource.id)) {
    throw refusal('inputInvalid', 'The id of the body differs from that of the address.');
  }
  checkEtag(order, call.header('if-match'), body.attributes?.etag);
  if (body.status !== undefined && snakeCase(body.status) === 'cancelled') {
    cancelOrder(order, customer, body.lineItems, emulator);
  } else {
    const { referenceCustomerId, lineItems = [] } = body;
    if (referenceCustomerId?.toLowerCase() !== customer.id.toLowerCase()) {
      throw refusal('inputInvalid', 'referenceCustomerId must be the customer of the address.');
    }
    if (lineItems.length === 0) throw refusal('inputInvalid', 'lineItems must have at least one line.');
    purchaseAddOn(order, customer, lineItems, emulator);
  }
  order.version += 1;
  const after = orderView(customer, order);
  logActivity(emulator, call, {
    operationType: 'update_order',
    resourceType: 'order',
    customer,
    orderId: order.resource.id,
    oldValue: before,
    newValue: after,
    customizedData: orderCustomizedData(order),
  });
  return { status: 200, body: after };
}

/** https://learn.microsoft.com/partner-center/developer/get-order-provisioning-status */
function getProvisioningStatus(call: ApiCall, emulator: Emulator): ApiAnswer {
  const customer = currentCustomer(call, emulator);
  const order = orderOf(customer, call.params.orderId);
  const isCancelled = order.resource.status === 'cancelled';
  const isLate = order.visibleFrom > nowOf(emulator);
  const items = order.resource.lineItems.map(({ lineItemNumber, quantity }) => {
    const isGone = isCancelled || quantity === 0;
    const status = isLate ? 'prefulfillmentpending' : isGone ? 'unfulfilled' : 'fulfilled';
    return { lineItemNumber, status, quantityProvisioningInformation: [{ quantity, status }] };
  });
  return { status: 200, body: collection(items) };
}

const ALL = '/v1/customers/{customerId}/orders';

export const orderRoutes: Route[] = [
  { method: 'GET', path: ALL, handle: listOrders },
  { method: 'POST', path: ALL, handle: createOrder },
  { method: 'GET', path: `${ALL}/{orderId}`, handle: getOrder },
  { method: 'PATCH', path: `${ALL}/{orderId}`, handle: patchOrder },
  { method: 'GET', path: `${ALL}/{orderId}/provisioningstatus`, userOnly: true, handle: getProvisioningStatus },
];
