import type { LoggedRequest } from '../../local/partnerCenter/requestLog.ts';
import type { TestApp } from '../stack.ts';

/** What was asked of Partner Center, as `GET /v1/…`, without queries and in order. */
export async function asked({ partnerCenter }: TestApp): Promise<string[]> {
  return (await partnerCenter.requests()).map(({ method, path }) => `${method} ${path.split('?')[0] ?? path}`);
}

/** The list of one customer’s subscriptions, as {@link asked} tells it. */
export const listOf = (customerId: string): string => `GET /v1/customers/${customerId}/subscriptions`;

/** How often a customer’s subscriptions were listed. */
export async function listed(app: TestApp, customerId: string): Promise<number> {
  return (await asked(app)).filter((request) => request === listOf(customerId)).length;
}

/** The requests that could have changed something. */
export async function writes({ partnerCenter }: TestApp): Promise<LoggedRequest[]> {
  return (await partnerCenter.requests()).filter(({ method }) => method !== 'GET');
}

/** The body of the only request that could have changed something. */
export async function written(app: TestApp): Promise<unknown> {
  const [only, ...others] = await writes(app);
  if (!only || others.length > 0) throw new Error(`${others.length + (only ? 1 : 0)} writes where one was expected.`);
  return only.body;
}
