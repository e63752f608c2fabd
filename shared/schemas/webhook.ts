import { z } from 'zod';
import { EventType } from './alertEvents.ts';
import { CustomerId } from './ids.ts';

const STAGE_UNITS_IN_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A time before the cutoff as callers write it, in the largest unit of which it is a whole number of at most 3 days. */
export function stageText(inMs: number): string {
  const unit =
    inMs % STAGE_UNITS_IN_MS.d === 0 && inMs > 3 * STAGE_UNITS_IN_MS.d
      ? 'd'
      : inMs % STAGE_UNITS_IN_MS.h === 0
        ? 'h'
        : 'm';
  return `${inMs / STAGE_UNITS_IN_MS[unit]}${unit}`;
}

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

export const Stages = z
  .array(Stage)
  .min(1)
  .max(10)
  .transform((stages) => [...new Set(stages)].toSorted((one, other) => other - one))
  .meta({
    title: 'Stages',
    description: 'How long before a cutoff to be told of it; what the app is set to (72h, 24h, 6h) without it.',
  });

export const Callback = z
  .string()
  .min(1)
  .max(2_048)
  .meta({ title: 'Callback', description: 'The https address that alerts are sent to.' });

export const WebhookName = z
  .string()
  .min(1)
  .max(100)
  .meta({ title: 'Name', description: 'What it is called among the webhooks of the app.' });

/** Which subscriptions a webhook hears of; all that is given has to fit. */
export const WebhookFilter = z.strictObject({
  customerIds: z.array(CustomerId.toLowerCase()).min(1).max(200).optional().meta({
    title: 'Customers',
    description: 'Only these customers.',
  }),
  resellers: z
    .array(
      z
        .string()
        .regex(/^[0-9a-fA-F-]{1,36}$/, 'must be a PartnerID or a tenant id')
        .toLowerCase(),
    )
    .min(1)
    .max(200)
    .optional()
    .meta({ title: 'Resellers', description: 'Only these resellers of record: PartnerIDs or tenant ids.' }),
  terms: z
    .array(
      z
        .string()
        .regex(/^P\d+[DMY]$/i, 'must be an ISO 8601 duration such as P1M, P1Y or P3Y')
        .toUpperCase(),
    )
    .min(1)
    .max(20)
    .optional()
    .meta({ title: 'Terms', description: 'Only these lengths of term; all but monthly ones (P1M) without it.' }),
  minQuantity: z.int('must be a whole number').min(1, 'must be at least 1').optional().meta({
    title: 'Minimum Quantity',
    description: 'Only subscriptions with so many licences or more.',
  }),
});
export type WebhookFilter = z.infer<typeof WebhookFilter>;

export const WebhookFormat = z.enum(['standard', 'teams'], 'must be standard or teams').meta({
  title: 'Format',
  description: 'standard: signed as Standard Webhooks says. teams: an Adaptive Card for a Teams workflow.',
});
export type WebhookFormat = z.infer<typeof WebhookFormat>;

export const WebhookId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be the id of a webhook')
  .meta({ title: 'Webhook', description: 'The webhook’s id.' });

/** A webhook as callers see it: neither its callback in full nor its secret. */
export const WebhookView = z.object({
  webhookId: z.string().meta({ description: 'The webhook’s id.' }),
  name: z.string().optional().meta({ description: 'Its name.' }),
  callback: z.string().meta({ description: 'Where it goes: the host alone, since the rest may open it.' }),
  format: WebhookFormat,
  events: z.array(EventType).meta({ description: 'What it hears of.' }),
  stages: z.array(z.string()).meta({ description: 'How long before a cutoff it is told of it.' }),
  filter: WebhookFilter.meta({ description: 'Which subscriptions it hears of.' }),
  state: z.enum(['active', 'disabled']).meta({ description: 'Whether anything is sent.' }),
  disabledReason: z.string().optional().meta({ description: 'Why nothing is sent.' }),
  createdAt: z.iso.datetime().meta({ description: 'When it was made.' }),
  updatedAt: z.iso.datetime().meta({ description: 'When it was made or last changed.' }),
});
export type WebhookView = z.infer<typeof WebhookView>;

/** What a flow is sent, with what it is about. */
export function TriggerNotification<D extends z.ZodType>(data: D) {
  return z.object({
    type: z.string().meta({ title: 'Event Type', description: 'What has happened, such as scan.completed.' }),
    timestamp: z.iso.datetime().meta({ title: 'Raised At', description: 'When it was found.' }),
    data: data.meta({ description: 'What it is about.' }),
  });
}
