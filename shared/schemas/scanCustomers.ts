import { z } from 'zod';

/** A message that has a batch of customers looked at. */
export const ScanCustomersMessage = z.object({ scanId: z.string(), plan: z.int(), batch: z.int() });
export type ScanCustomersMessage = z.infer<typeof ScanCustomersMessage>;
