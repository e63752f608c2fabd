import type { JsonObject } from './types.ts';

/** Who a token speaks for. */
export interface Caller {
  kind: 'app' | 'user';
  applicationId: string;
  userPrincipalName?: string;
  /** Whether the `amr` claim holds `mfa`. */
  hasMfa: boolean;
}

export interface Params {
  customerId: string;
  subscriptionId: string;
  orderId: string;
  cartId: string;
  offerId: string;
  productId: string;
  skuId: string;
  availabilityId: string;
}

export interface ApiCall {
  method: string;
  path: string;
  params: Params;
  query: URLSearchParams;
  header: (name: string) => string | undefined;
  /** The request body with member names in one spelling, without nulls. */
  readBody: () => JsonObject;
  caller: Caller;
  requestId: string;
  correlationId: string;
}

export interface ApiAnswer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}
