import type { RequestBudget } from '../http/throttle.ts';
import { throttled } from './budgetStrategy.ts';
import { createLane } from './lane.ts';
import { createSharedState, type SharedStateOptions } from './sharedState.ts';

export interface RequestBudgetOptions extends Omit<SharedStateOptions, 'now'> {
  now?: () => number;
}

/**
 * Keeps all requests of a partner tenant, over all instances, within one budget: each request has a slot of its own, which nobody else has.
 * Calls come before scans.
 * https://learn.microsoft.com/partner-center/developer/api-throttling-guidance
 */
export function createRequestBudget({ limit, now = Date.now, ...options }: RequestBudgetOptions): RequestBudget {
  const shared = createSharedState({ ...options, limit, now });
  const lanes = {
    call: createLane({ lane: 'call', shared, limit, now }),
    scan: createLane({ lane: 'scan', shared, limit, now }),
  };
  return {
    take: (lane, deadline, isBegun) => lanes[lane].take(deadline, isBegun),
    throttled(retryAfterInMs) {
      void shared
        .change((state, at) => ({ state: throttled(state, { limit, now: at, retryAfterInMs }) }))
        .then(() => lanes.scan.dropSlots());
    },
  };
}
