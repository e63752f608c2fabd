import type { JsonObject } from './types.ts';

/** The envelope of a list; lists of one customer's things are never paged. */
export function collection(items: JsonObject[], self?: string): JsonObject {
  return {
    totalCount: items.length,
    items,
    ...(self && { links: { self: { uri: self, method: 'GET', headers: [] } } }),
    attributes: { objectType: 'Collection' },
  };
}
