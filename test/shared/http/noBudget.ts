import type { RequestBudget } from '../../../shared/http/throttle.ts';

/** A budget without a limit. */
export const noBudget: RequestBudget = { take: () => Promise.resolve(), throttled: () => undefined };
