import { SEED_RESELLERS } from '../seedIds.ts';
import type { CustomerRecord } from '../types.ts';

/** An empty customer in the United States, served by the main reseller unless told otherwise. */
export function newCustomer(id: string, companyName: string, more: Partial<CustomerRecord> = {}): CustomerRecord {
  return {
    id,
    companyName,
    domain: `${companyName.toLowerCase().replace(/[^a-z0-9]+/g, '')}.onmicrosoft.com`,
    country: 'US',
    hasAgreement: true,
    relationshipRemoved: false,
    resellerIds: [SEED_RESELLERS.main.tenantId],
    subscriptions: new Map(),
    orders: new Map(),
    carts: new Map(),
    ...more,
  };
}
