import { z } from 'zod';
import { EventType } from './alertEvents.ts';
import { Callback, Stages, WebhookFilter, WebhookFormat, WebhookName, WebhookView } from './webhook.ts';

/** `whsec_` and 24 to 64 bytes in base64. https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
const Secret = z
  .string()
  .refine((secret) => {
    if (!/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/.test(secret)) return false;
    const { length } = Buffer.from(secret.slice('whsec_'.length), 'base64');
    return length >= 24 && length <= 64;
  }, 'must be whsec_ and 24 to 64 bytes in base64')
  .meta({ title: 'Secret', description: 'What deliveries are signed with; made when it is not given.' });

/** Has alerts sent to an address. */
export const CreateWebhookRequest = z.object({
  path: z.object({}),
  query: z.strictObject({}),
  headers: z.object({}),
  body: z.strictObject({
    callback: Callback,
    events: z
      .array(EventType)
      .min(1, 'must name at least one event')
      .transform((events) => [...new Set(events)].toSorted())
      .meta({ title: 'Events', description: 'What to hear of.' }),
    name: WebhookName.optional(),
    format: WebhookFormat.optional(),
    stages: Stages.optional(),
    filter: WebhookFilter.optional().meta({ title: 'Filter', description: 'Which subscriptions to hear of.' }),
    secret: Secret.optional(),
  }),
});
export type CreateWebhookRequest = z.infer<typeof CreateWebhookRequest>;

export const CreateWebhookResponse = WebhookView.extend({
  secret: z.string().optional().meta({ description: 'The secret that was made for it, shown this once.' }),
});
export type CreateWebhookResponse = z.infer<typeof CreateWebhookResponse>;
