import { bringUpToDate } from './lifecycle.ts';
import type { Emulator } from './state.ts';
import type { CustomerRecord, JsonObject } from './types.ts';

function customerView({ id, companyName, purpose, subscriptions, orders }: CustomerRecord): JsonObject {
  return {
    id,
    companyName,
    ...(purpose && { purpose }),
    subscriptions: [...subscriptions.values()].map((record) => ({
      id: record.resource.id,
      kind: record.kind,
      offerName: record.resource.offerName,
      status: record.resource.status,
      orderId: record.resource.orderId,
      cancellationAllowedUntilDate: record.resource.cancellationAllowedUntilDate,
      ...(record.purpose && { purpose: record.purpose }),
    })),
    orders: [...orders.values()].map(({ kind, resource }) => ({
      id: resource.id,
      kind,
      ...(resource.status && { status: resource.status }),
      creationDate: resource.creationDate,
    })),
  };
}

/** What there is to try things on: the seeded customers, or with the generated ones too. */
export function customersView(emulator: Emulator, all: boolean): JsonObject {
  const customers = [...emulator.customers.values()].filter(({ purpose }) => all || purpose);
  for (const customer of customers) bringUpToDate(customer, emulator);
  return { items: customers.map(customerView), resellers: emulator.resellers };
}
