import { z } from 'zod';

/** A message that has webhooks told how an operation ended. */
export const AnnounceOperationMessage = z.object({
  operationId: z.string(),
  /** How often it was looked at, this time included. */
  look: z.int(),
});
export type AnnounceOperationMessage = z.infer<typeof AnnounceOperationMessage>;
