import type { DynamicList, DynamicValues, Schema } from './schema.ts';

interface Lookup {
  operationId: string;
  value: string;
  title: string;
  /** Parameters of that operation, and what fills them. */
  needs?: readonly string[];
  /** Those that may be absent, and what fills them. */
  takes?: Readonly<Record<string, string>>;
}

const CUSTOMERS: Lookup = {
  operationId: 'ListCustomers',
  value: 'id',
  title: 'companyName',
  takes: { search: 'customerSearch' },
};
const RESELLERS: Lookup = { operationId: 'ListResellers', value: 'id', title: 'name' };

/** What a drop-down is filled with, by the name of what it fills; of several the first whose needs are met. */
const LOOKUPS: Readonly<Record<string, readonly Lookup[]>> = {
  customerId: [CUSTOMERS],
  customerIds: [CUSTOMERS],
  subscriptionId: [
    { operationId: 'ListSubscriptions', value: 'id', title: 'displayName', needs: ['customerId'] },
    { operationId: 'ListDeadlines', value: 'subscriptionId', title: 'subscriptionName' },
  ],
  orderId: [{ operationId: 'ListOrders', value: 'id', title: 'id', needs: ['customerId'] }],
  offerId: [
    { operationId: 'ListAddOnOffers', value: 'offerId', title: 'name', needs: ['customerId', 'subscriptionId'] },
  ],
  indirectResellerId: [RESELLERS],
  reseller: [RESELLERS],
  resellers: [RESELLERS],
};

/** Whether whoever fills in a member of this name chooses from the customers. */
export function choosesCustomer(name: string): boolean {
  return LOOKUPS[name]?.includes(CUSTOMERS) ?? false;
}

function inBothGenerations({ operationId, value, title, needs = [], takes = {} }: Lookup, available: string[]) {
  const filled = Object.entries({ ...Object.fromEntries(needs.map((name) => [name, name])), ...takes });
  const known = filled.filter(([, from]) => available.includes(from));
  const values: DynamicValues = {
    operationId,
    parameters: Object.fromEntries(known.map(([name, parameter]) => [name, { parameter }])),
    'value-collection': 'items',
    'value-path': value,
    'value-title': title,
  };
  const list: DynamicList = {
    operationId,
    parameters: Object.fromEntries(known.map(([name, from]) => [name, { parameterReference: from }])),
    itemsPath: 'items',
    itemValuePath: value,
    itemTitlePath: title,
  };
  return { 'x-ms-dynamic-values': values, 'x-ms-dynamic-list': list };
}

/**
 * The drop-down of a member, where it has one; `available` are the parameters of its operation.
 * https://learn.microsoft.com/connectors/custom-connectors/openapi-extensions#use-dynamic-values
 */
export function lookupOf(
  name: string,
  available: string[],
): Pick<Schema, 'x-ms-dynamic-values' | 'x-ms-dynamic-list'> | undefined {
  const lookup = LOOKUPS[name]?.find(({ needs = [] }) => needs.every((need) => available.includes(need)));
  return lookup && inBothGenerations(lookup, available);
}
