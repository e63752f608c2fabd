import { z } from 'zod';
import { EventType } from './alertEvents.ts';
import { STAGE_UNITS_IN_MS, WebhookFilter, WebhookFormat, WebhookView } from './webhook.ts';

const LEAST_STAGE_IN_MS = 15 * STAGE_UNITS_IN_MS.m;
const MOST_STAGE_IN_MS = 30 * STAGE_UNITS_IN_MS.d;

function stageInMs(text: string): number {
  return Number(text.slice(0, -1)) * (STAGE_UNITS_IN_MS[text.slice(-1) as keyof typeof STAGE_UNITS_IN_MS] ?? NaN);
}

/** A time before the cutoff, in milliseconds. */
const Stage = z
  .string()
  .regex(/^[1-9]\d{0,4}[mhd]$/, 'must be a duration such as 90m, 72h or 7d')
  .transform(stageInMs)
  .refine((inMs) => inMs >= LEAST_STAGE_IN_MS && inMs <= MOST_STAGE_IN_MS, 'must be from 15m to 30d');

/** `whsec_` and 24 to 64 bytes in base64. https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
const Secret = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, 'must be whsec_ and 24 to 64 bytes in base64')
  .refine((secret) => {
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
    callback: z
      .string()
      .min(1)
      .max(2_048)
      .meta({ title: 'Callback', description: 'The https address that alerts are sent to.' }),
    events: z
      .array(EventType)
      .min(1, 'must name at least one event')
      .transform((events) => [...new Set(events)].toSorted())
      .meta({ title: 'Events', description: 'What to hear of.' }),
    name: z.string().min(1).max(100).optional().meta({ title: 'Name', description: 'A name for people.' }),
    format: WebhookFormat.optional(),
    stages: z
      .array(Stage)
      .min(1)
      .max(10)
      .transform((stages) => [...new Set(stages)].toSorted((one, other) => other - one))
      .optional()
      .meta({
        title: 'Stages',
        description: 'How long before a cutoff to be told of it; what the app is set to (72h, 24h, 6h) without it.',
      }),
    filter: WebhookFilter.optional().meta({ title: 'Filter', description: 'Which subscriptions to hear of.' }),
    secret: Secret.optional(),
  }),
});
export type CreateWebhookRequest = z.infer<typeof CreateWebhookRequest>;

export const CreateWebhookResponse = WebhookView.extend({
  secret: z.string().optional().meta({ description: 'The secret that was made for it, shown this once.' }),
});
export type CreateWebhookResponse = z.infer<typeof CreateWebhookResponse>;
