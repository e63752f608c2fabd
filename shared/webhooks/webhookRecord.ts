import { z } from 'zod';
import { EventType } from '../schemas/alertEvents.ts';
import { WebhookFilter, WebhookFormat } from '../schemas/webhook.ts';
import { joinJson, splitLongText } from '../storage/longText.ts';
import type { Entity, Row } from '../storage/rows.ts';

/** The partition of all webhooks. */
export const WEBHOOKS = 'webhooks';

/** One webhook. Instants are ISO 8601 by this app’s clock. */
export const WebhookRecord = z.object({
  webhookId: z.string(),
  name: z.string().optional(),
  /** Encrypted, as the secrets are. */
  callback: z.string(),
  /** Scheme, host and port of the callback. */
  origin: z.string(),
  secret: z.string(),
  /** The secret before it was changed, which signs too for a while. */
  formerSecret: z.string().optional(),
  formerSecretUntil: z.iso.datetime().optional(),
  format: WebhookFormat,
  events: z.array(EventType),
  /** Milliseconds before the cutoff, the longest first; absent where the app’s setting counts. */
  stagesInMs: z.array(z.int()).optional(),
  filter: WebhookFilter,
  state: z.enum(['active', 'disabled']),
  disabledReason: z.string().optional(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  /** The version of the key that the token of its address is made with. */
  tokenVersion: z.string(),
  /** Where it is found by what it was asked for. */
  sameHash: z.string(),
});
export type WebhookRecord = z.infer<typeof WebhookRecord>;

/** The row key of a webhook. */
export const webhookRowKey = (webhookId: string): string => `id_${webhookId}`;

/** The row key that keeps a second webhook from being made for the same. */
export const sameRowKey = (sameHash: string): string => `same_${sameHash}`;

export function toWebhookEntity({ events, stagesInMs, filter, callback, ...record }: WebhookRecord): Entity {
  return {
    partitionKey: WEBHOOKS,
    rowKey: webhookRowKey(record.webhookId),
    ...record,
    callback,
    events: JSON.stringify(events),
    ...(stagesInMs && { stagesInMs: JSON.stringify(stagesInMs) }),
    ...splitLongText('filter', JSON.stringify(filter)),
  };
}

export function toWebhookRecord(row: Row): WebhookRecord {
  return WebhookRecord.parse({
    ...row,
    events: joinJson('events', row),
    stagesInMs: joinJson('stagesInMs', row),
    filter: joinJson('filter', row),
  });
}
