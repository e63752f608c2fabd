import { expect } from 'vitest';
import { CancelSubscriptionResponse } from '../../shared/schemas/cancelSubscription.ts';
import type { Answer, TestApp } from '../stack.ts';
import { expectAnswer } from './expectAnswer.ts';

export interface SubscriptionIds {
  customerId: string;
  subscriptionId: string;
}

/** Path of a subscription, the same in the app and in Partner Center. */
export function pathOf({ customerId, subscriptionId }: SubscriptionIds): string {
  return `customers/${customerId}/subscriptions/${subscriptionId}`;
}

/** Calls of cancelSubscription; the app is asked for at each, since it starts after the tests are named. */
export function subscriptionCaller(app: () => TestApp) {
  return {
    cancel: (ids: SubscriptionIds, query = ''): Promise<Answer> => app().api('POST', `${pathOf(ids)}/cancel${query}`),

    expectCancelled: async (answer: Promise<Answer>, alreadyCancelled = false) => {
      const parsed = expectAnswer(await answer, CancelSubscriptionResponse);
      expect({ status: parsed.subscription.status, alreadyCancelled: parsed.alreadyCancelled }).toEqual({
        status: 'deleted',
        alreadyCancelled,
      });
      return parsed;
    },
  };
}
