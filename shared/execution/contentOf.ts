import { contentHash } from '../idempotency/hashes.ts';
import type { Search } from './search.ts';

/** Equal for purchases that could be taken for one another: of a customer, the same offers in the same quantities. */
export function contentOf(customerId: string, search: Search): string {
  const lines = search.kind === 'order' ? search.lines : [search];
  const bought = lines.map(({ offerId, quantity }) => `${offerId.toLowerCase()} ${quantity}`);
  return contentHash([customerId.toLowerCase(), bought.sort()]);
}
