import { ListDeadlinesResponse } from '../../shared/schemas/listDeadlines.ts';
import type { Api } from './api.ts';
import type { Options } from './options.ts';
import { patiently } from './patiently.ts';

type Items = ListDeadlinesResponse['items'];

/**
 * Reads what is open, soonest first: of all customers, or of those that are named.
 * @throws ApiError where the app does not answer for two minutes, or refuses.
 */
export async function readDeadlines(
  api: Api,
  { customers, within }: Options,
  say: (text: string) => void,
): Promise<Items> {
  const asked = new URLSearchParams({ size: '1000' });
  if (customers?.length === 1) asked.set('customerId', customers.join());
  if (within !== undefined) asked.set('within', within);
  const items: Items = [];
  for (let query: string | undefined = `?${asked.toString()}`; query !== undefined;) {
    const pathname: string = `deadlines${query}`;
    const page: ListDeadlinesResponse = await patiently(() => api.send('GET', pathname, ListDeadlinesResponse), say);
    items.push(...page.items);
    query = page.nextLink && new URL(page.nextLink, 'https://app').search;
  }
  return items.filter(({ customerId }) => customers?.includes(customerId.toLowerCase()) ?? true);
}
