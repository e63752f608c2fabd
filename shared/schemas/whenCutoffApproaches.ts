import { z } from 'zod';
import { CutoffAlert } from './alertEvents.ts';
import { Callback, Stages, TriggerNotification, WebhookFilter, WebhookName, WebhookView } from './webhook.ts';

/** Has a flow told of cutoffs. */
export const WhenCutoffApproachesRequest = z
  .object({
    path: z.object({}),
    query: z.strictObject({}),
    headers: z.object({}),
    body: z.strictObject({
      callback: Callback,
      name: WebhookName.optional(),
      stages: Stages.optional(),
      ...WebhookFilter.shape,
    }),
  })
  .meta({
    title: 'When a subscription nears its cancellation cutoff',
    description:
      'This operation triggers when a subscription comes near the last instant at which it can be cancelled or seats can be handed back.',
  });
export type WhenCutoffApproachesRequest = z.infer<typeof WhenCutoffApproachesRequest>;

export const WhenCutoffApproachesResponse = WebhookView;
export type WhenCutoffApproachesResponse = z.infer<typeof WhenCutoffApproachesResponse>;

export const WhenCutoffApproachesNotification = TriggerNotification(CutoffAlert);
