import { z } from 'zod';

/** A message of the queue `operations`. */
export const ContinueOperationMessage = z.object({ operationId: z.string() });
export type ContinueOperationMessage = z.infer<typeof ContinueOperationMessage>;
