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

export interface Found {
  route: Route;
  params: Params;
}

/** A route with its path taken apart once. */
interface Prepared {
  route: Route;
  literals: (readonly [index: number, text: string])[];
  names: (readonly [index: number, name: string])[];
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

function prepare(route: Route): Prepared {
  const segments = route.path.split('/').map((segment, index) => [index, segment] as const);
  return {
    route,
    literals: segments
      .filter(([, segment]) => !segment.startsWith('{'))
      .map(([index, segment]) => [index, segment.toLowerCase()]),
    names: segments
      .filter(([, segment]) => segment.startsWith('{'))
      .map(([index, segment]) => [index, segment.slice(1, -1)]),
  };
}

function keyOf(method: string, segments: string[]): string {
  return `${method} ${segments.length}`;
}

/** Finds the route of a request, first come first served. */
export function routerOf(routes: Route[]): (method: string, path: string) => Found | undefined {
  const prepared = new Map<string, Prepared[]>();
  for (const route of routes) {
    const key = keyOf(route.method, route.path.split('/'));
    prepared.set(key, [...(prepared.get(key) ?? []), prepare(route)]);
  }
  return (method, path) => {
    const given = path.split('/');
    const found = prepared
      .get(keyOf(method, given))
      ?.find(({ literals }) => literals.every(([index, text]) => given[index]?.toLowerCase() === text));
    if (!found) return undefined;
    const params = found.names.map(([index, name]) => [name, decoded(given[index] ?? '')] as const);
    return { route: found.route, params: { ...NO_PARAMS, ...Object.fromEntries(params) } };
  };
}
