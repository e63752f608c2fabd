import { randomUUID } from 'node:crypto';
import { refusal } from './partnerCenterError.ts';
import type { ApiCall } from './apiCall.ts';
import type { JsonObject } from './types.ts';

const TOKEN_HEADER = 'MS-ContinuationToken';

interface Position {
  offset: number;
  size: number;
}

/** An opaque token with commas in it. */
function tokenOf({ offset, size }: Position): string {
  return `${randomUUID()},${randomUUID()},${offset},${size}`;
}

function positionOf(token: string): Position {
  const [, , offset, size] = token.split(',').map(Number);
  if (offset === undefined || size === undefined || !(size > 0))
    throw refusal('inputInvalid', 'The token is not valid.');
  return { offset, size };
}

function sizeOf(text: string | null, maximum: number): number {
  const size = Number(text ?? 0);
  if (!Number.isInteger(size) || size < 0) throw refusal('inputInvalid', 'size must be a whole number.');
  return size === 0 ? maximum : Math.min(size, maximum);
}

/** Where a request stands: without the token as header it is page one again, whatever its address says. */
function startOf({ query, header }: ApiCall, total: number, maximum: number): Position {
  const token = header(TOKEN_HEADER.toLowerCase());
  const seek = query.get('seekOperation')?.toLowerCase();
  const size = sizeOf(query.get('size'), maximum);
  if (!token || !seek || seek === 'first') return { offset: 0, size };
  const position = positionOf(token);
  if (seek === 'last') return { ...position, offset: Math.max(0, total - (total % position.size || position.size)) };
  if (seek === 'previous') return { ...position, offset: Math.max(0, position.offset - 2 * position.size) };
  return position;
}

/**
 * One page of a seek-based list; `links.next` is absent on the last one and carries the token as a header.
 * https://learn.microsoft.com/partner-center/developer/get-a-list-of-customers
 */
export function page<T>(
  all: T[],
  view: (item: T) => JsonObject,
  path: string,
  call: ApiCall,
  maximum: number,
): JsonObject {
  const { offset, size } = startOf(call, all.length, maximum);
  const items = all.slice(offset, offset + size).map(view);
  const end = offset + items.length;
  const query = new URLSearchParams(call.query);
  query.set('size', String(size));
  query.delete('seekOperation');
  const self = { uri: `${path}?${query.toString()}`, method: 'GET', headers: [] };
  const continuationToken = end < all.length ? tokenOf({ offset: end, size }) : undefined;
  const next = continuationToken && {
    uri: `${path}?${query.toString()}&seekOperation=Next`,
    method: 'GET',
    headers: [{ key: TOKEN_HEADER, value: continuationToken }],
  };
  return {
    totalCount: items.length,
    items,
    links: { self, ...(next && { next }) },
    ...(continuationToken && { continuationToken }),
    attributes: { objectType: 'Collection' },
  };
}
