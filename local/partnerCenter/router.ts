import type { ApiAnswer, ApiCall, Params } from './apiCall.ts';
import type { Emulator } from './state.ts';

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `/v1/customers/{customerId}`; literal segments match in any case. */
  path: string;
  /** Refuses app-only tokens. */
  userOnly?: boolean;
  handle(call: ApiCall, emulator: Emulator): ApiAnswer;
}

const NO_PARAMS: Params = {
  customerId: '',
  subscriptionId: '',
  orderId: '',
  cartId: '',
  offerId: '',
  productId: '',
  skuId: '',
  availabilityId: '',
};

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function matchPath(pattern: string, path: string): Params | undefined {
  const expected = pattern.split('/');
  const given = path.split('/');
  if (expected.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, segment] of expected.entries()) {
    const value = given[index] ?? '';
    const name = /^\{(\w+)\}$/.exec(segment)?.[1];
    if (name) params[name] = decoded(value);
    else if (segment.toLowerCase() !== value.toLowerCase()) return undefined;
  }
  return { ...NO_PARAMS, ...params };
}

/** Finds the route of a request, first come first served. */
export function findRoute(routes: Route[], method: string, path: string): { route: Route; params: Params } | undefined {
  for (const route of routes) {
    const params = route.method === method ? matchPath(route.path, path) : undefined;
    if (params) return { route, params };
  }
  return undefined;
}
