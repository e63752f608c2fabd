import { z } from 'zod';

/** A message that has a delivery attempted. */
export const DeliverAlertMessage = z.object({ webhookId: z.string(), deliveryId: z.string() });
export type DeliverAlertMessage = z.infer<typeof DeliverAlertMessage>;
