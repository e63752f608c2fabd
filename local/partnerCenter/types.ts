/** A JSON object as it travels. */
export type JsonObject = Record<string, unknown>;

/** What kind of thing was bought: it decides which resource takes a cancel and how long. */
export type ProductKind =
  'reservation' | 'perpetualSoftware' | 'softwareSubscription' | 'newCommerce' | 'marketplace' | 'azurePlan' | 'legacy';

export interface SubscriptionResource {
  id: string;
  offerId: string;
  quantity: number;
  status: string;
  effectiveStartDate: string;
  autoRenewEnabled: boolean;
  isTrial: boolean;
  billingCycle: string;
  orderId: string;
  commitmentEndDate?: string;
  commitmentEndDateTime?: string;
  cancellationAllowedUntilDate?: string | null;
  termDuration?: string;
  parentSubscriptionId?: string;
  partnerId?: string;
  scheduledNextTermInstructions?: JsonObject;
  [member: string]: unknown;
}

export interface OrderLineItem {
  lineItemNumber: number;
  offerId: string;
  quantity: number;
  subscriptionId?: string;
  [member: string]: unknown;
}

export interface OrderResource {
  id: string;
  referenceCustomerId: string;
  billingCycle: string;
  lineItems: OrderLineItem[];
  creationDate: string;
  status?: string;
  [member: string]: unknown;
}

/** A resource with what the emulator keeps beside it; instants are milliseconds since the epoch. */
export interface Kept<Resource> {
  kind: ProductKind;
  purpose?: string;
  resource: Resource;
  /** Version inside the ETag of a legacy resource. */
  version: number;
  /** Readers do not find the resource before this instant … */
  visibleFrom: number;
  /** … nor during this many reads. */
  hiddenReads: number;
  /** An older view that readers still get. */
  stale?: { resource: Resource; readsLeft: number; until: number };
}

export interface SubscriptionRecord extends Kept<SubscriptionResource> {
  /** Seats that may still be handed back, with the instant until which. */
  seatBatches: { quantity: number; allowedUntil: number }[];
  /** When the status became what it is. */
  statusSince: number;
  /** Azure subscriptions that run under an Azure plan. */
  activeAzureSubscriptions: number;
}

export interface OrderRecord extends Kept<OrderResource> {
  /** Reads until an accepted cancel shows. */
  cancelAfterReads?: number;
  /** Line numbers cancelled by an accepted cancel that does not show yet; all lines when absent. */
  cancelLines?: number[];
}

export interface CartRecord {
  resource: JsonObject & { id: string; status: string; lineItems: JsonObject[] };
  expiresAt: number;
}

export interface CustomerRecord {
  id: string;
  companyName: string;
  domain: string;
  country: string;
  purpose?: string;
  /** Made by a seeded history, and replaced by the next. */
  isHistory?: boolean;
  hasAgreement: boolean;
  relationshipRemoved: boolean;
  /** Tenants of the indirect resellers that serve the customer, lower-case. */
  resellerIds: string[];
  subscriptions: Map<string, SubscriptionRecord>;
  orders: Map<string, OrderRecord>;
  carts: Map<string, CartRecord>;
}

export interface Reseller {
  tenantId: string;
  mpnId: string;
  name: string;
  state: 'Active' | 'Inactive';
  location: string;
  hasAgreement: boolean;
}

export interface AuditRecord extends JsonObject {
  id: string;
  customerId: string;
  customerName: string;
  resourceType: string;
  operationType: string;
  operationDate: string;
}
