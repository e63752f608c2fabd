import { z } from 'zod';

/** Row key of the one row that says which operation holds a key. */
export const KEY_ROW = 'key';

/** A caller's key. */
export const KeyRecord = z.object({
  partitionKey: z.string(),
  rowKey: z.literal(KEY_ROW),
  /** Namespace of the key's MS-RequestIds; lives as long as the row. */
  recordId: z.string(),
  payloadHash: z.string(),
  /** Empty where the key is free. */
  operationId: z.string(),
  /** The attempt that comes next, or that was never answered. */
  attempt: z.int(),
  /** When a write first left whose outcome was never known, by Partner Center's clock; empty where there was none. */
  searchFrom: z.string(),
  /** The same of other payloads that the key was used for, by payload hash, as JSON. */
  otherSearches: z.string(),
  expiresAt: z.iso.datetime(),
});
export type KeyRecord = z.infer<typeof KeyRecord>;
