import { z } from 'zod';

/** Who calls, as far as the request tells. */
export const Caller = z.object({
  /** SHA-256 of the function key presented, in hex; never the key. */
  keyHash: z.string().optional(),
  /** The Entra principal, as the platform's authentication states it in headers; worth nothing where that is off. */
  principalId: z.string().optional(),
  principalName: z.string().optional(),
  /** The run of the flow that calls. */
  flowRunId: z.string().optional(),
  correlationId: z.string(),
});
export type Caller = z.infer<typeof Caller>;
