import { z } from 'zod';
import { ScanDigest } from './alertEvents.ts';
import { Callback, TriggerNotification, WebhookFilter, WebhookName, WebhookView } from './webhook.ts';

/** Has a flow told of scans that ended; the filter says which deadlines it is told of. */
export const WhenScanCompletesRequest = z
  .object({
    path: z.object({}),
    query: z.strictObject({}),
    headers: z.object({}),
    body: z.strictObject({
      callback: Callback,
      name: WebhookName.optional(),
      ...WebhookFilter.shape,
    }),
  })
  .meta({
    title: 'When a scan completes',
    description: 'This operation triggers when a scan of all customers has ended, and says what is open.',
  });
export type WhenScanCompletesRequest = z.infer<typeof WhenScanCompletesRequest>;

export const WhenScanCompletesResponse = WebhookView;
export type WhenScanCompletesResponse = z.infer<typeof WhenScanCompletesResponse>;

export const WhenScanCompletesNotification = TriggerNotification(ScanDigest);
