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
  /** When that attempt first left, by Partner Center's clock; empty unless it was never answered. */
  searchFrom: z.string(),
  expiresAt: z.iso.datetime(),
});
export type KeyRecord = z.infer<typeof KeyRecord>;
