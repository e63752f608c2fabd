import { collection } from '../collection.ts';
import { bringUpToDate } from '../lifecycle.ts';
import { logActivity } from '../audit.ts';
import { refusal } from '../partnerCenterError.ts';
import type { ApiAnswer, ApiCall } from '../apiCall.ts';
import type { Route } from '../router.ts';
import { customerOf, type Emulator } from '../state.ts';
import type { CustomerRecord, JsonObject } from '../types.ts';
import { page } from '../page.ts';

/** A customer whose resources are brought up to the clock. */
export function currentCustomer({ params }: ApiCall, emulator: Emulator): CustomerRecord {
  const customer = customerOf(emulator, params.customerId);
  bringUpToDate(customer, emulator);
  return customer;
}

function listView({ id, companyName, domain }: CustomerRecord): JsonObject {
  return {
    id,
    companyProfile: { tenantId: id, domain, companyName, attributes: { objectType: 'CustomerCompanyProfile' } },
    relationshipToPartner: 'reseller',
    attributes: { objectType: 'Customer' },
  };
}

function fullView(customer: CustomerRecord): JsonObject {
  const { id, companyName, domain, country } = customer;
  return {
    ...listView(customer),
    commerceId: id,
    billingProfile: {
      id,
      companyName,
      culture: 'en-US',
      language: 'en',
      email: `billing@${domain}`,
      defaultAddress: { country, city: 'Redmond', addressLine1: 'One Microsoft Way', postalCode: '98052' },
      attributes: { objectType: 'CustomerBillingProfile' },
    },
    allowDelegatedAccess: true,
    customDomains: [domain],
    links: { self: { uri: `/customers/${id}`, method: 'GET', headers: [] } },
  };
}

type Test = (customer: CustomerRecord) => boolean;

/** Reads `{"Field","Value","Operator"}`; values compare in any case. https://learn.microsoft.com/partner-center/developer/get-a-customer-by-name */
function filterOf({ query, caller }: ApiCall): Test {
  const text = query.get('filter');
  if (!text) return () => true;
  let members: Record<string, unknown>;
  try {
    const parsed = JSON.parse(text) as Record<string, unknown>;
    members = Object.fromEntries(Object.entries(parsed).map(([name, value]) => [name.toLowerCase(), value]));
  } catch {
    throw refusal('inputInvalid', 'The filter is not JSON.');
  }
  const field = typeof members.field === 'string' ? members.field.toLowerCase() : '';
  const value = typeof members.value === 'string' ? members.value.toLowerCase() : '';
  const operator = typeof members.operator === 'string' ? members.operator.replace('_', '').toLowerCase() : '';
  if (operator !== 'startswith') throw refusal('inputInvalid', 'The filter operator must be starts_with.');
  if (field === 'companyname') return ({ companyName }) => companyName.toLowerCase().startsWith(value);
  if (field === 'domain') return ({ domain }) => domain.toLowerCase().startsWith(value);
  if (field === 'indirectreseller') {
    if (caller.kind === 'app') throw refusal('appOnlyRefused');
    return ({ resellerIds }) => resellerIds.some((id) => id.startsWith(value));
  }
  throw refusal('inputInvalid', 'The filter field must be CompanyName, Domain or IndirectReseller.');
}

function listCustomers(call: ApiCall, emulator: Emulator): ApiAnswer {
  const test = filterOf(call);
  const customers = [...emulator.customers.values()].filter(test);
  return { status: 200, body: page(customers, listView, '/customers', call, emulator.switches.maxPageSize) };
}

function resellersOf(call: ApiCall, emulator: Emulator): ApiAnswer {
  const { resellerIds } = customerOf(emulator, call.params.customerId);
  const items = emulator.resellers
    .filter(({ tenantId }) => resellerIds.includes(tenantId.toLowerCase()))
    .map(({ tenantId, name, mpnId }) => ({
      id: tenantId,
      name,
      relationshipType: 'is_indirect_reseller_of',
      mpnId,
      attributes: { objectType: 'PartnerRelationship' },
    }));
  return { status: 200, body: collection(items) };
}

/** Sandbox only, and only once nothing of the customer runs any more. https://learn.microsoft.com/partner-center/developer/delete-a-customer-account-from-the-integration-sandbox */
function deleteCustomer(call: ApiCall, emulator: Emulator): ApiAnswer {
  if (emulator.switches.environment !== 'sandbox') throw refusal('notInThisEnvironment');
  const customer = currentCustomer(call, emulator);
  const running = [...customer.subscriptions.values()].some(({ resource }) => resource.status === 'active');
  const ordered = [...customer.orders.values()].some(
    ({ kind, resource }) =>
      ['reservation', 'perpetualSoftware', 'softwareSubscription'].includes(kind) && resource.status !== 'cancelled',
  );
  if (running || ordered) throw refusal('operationNotSupported', 'Cancel orders and suspend subscriptions first.');
  emulator.customers.delete(customer.id.toLowerCase());
  logActivity(emulator, call, { operationType: 'delete_tip_customer', resourceType: 'customer', customer });
  return { status: 204 };
}

export const customerRoutes: Route[] = [
  { method: 'GET', path: '/v1/customers', handle: listCustomers },
  {
    method: 'GET',
    path: '/v1/customers/{customerId}',
    handle: (call, emulator) => ({ status: 200, body: fullView(customerOf(emulator, call.params.customerId)) }),
  },
  { method: 'DELETE', path: '/v1/customers/{customerId}', handle: deleteCustomer },
  { method: 'GET', path: '/v1/customers/{customerId}/relationships', userOnly: true, handle: resellersOf },
];
