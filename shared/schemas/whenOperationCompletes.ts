import { z } from 'zod';
import { OperationAlert } from './alertEvents.ts';
import { Callback, TriggerNotification, WebhookFilter, WebhookName, WebhookView } from './webhook.ts';

const { customerIds } = WebhookFilter.shape;

/** Has a flow told of operations that ended. */
export const WhenOperationCompletesRequest = z
  .object({
    path: z.object({}),
    query: z.strictObject({}),
    headers: z.object({}),
    body: z.strictObject({ callback: Callback, name: WebhookName.optional(), customerIds }),
  })
  .meta({
    title: 'When an operation completes',
    description:
      'This operation triggers when a cancel or a purchase has ended, or when somebody has to look after one.',
  });
export type WhenOperationCompletesRequest = z.infer<typeof WhenOperationCompletesRequest>;

export const WhenOperationCompletesResponse = WebhookView;
export type WhenOperationCompletesResponse = z.infer<typeof WhenOperationCompletesResponse>;

export const WhenOperationCompletesNotification = TriggerNotification(OperationAlert);
