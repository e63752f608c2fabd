import { z } from 'zod';

/** A message that has a scan planned. */
export const PlanScanMessage = z.object({ scanId: z.string() });
export type PlanScanMessage = z.infer<typeof PlanScanMessage>;
