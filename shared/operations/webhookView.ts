import type { Config } from '../config/readConfig.ts';
import { compact } from '../schemas/compact.ts';
import { stageText, type WebhookView } from '../schemas/webhook.ts';
import type { WebhookRecord } from '../webhooks/webhookRecord.ts';

/** A webhook as callers see it. */
export function webhookView(record: WebhookRecord, { alertStagesInMs }: Pick<Config, 'alertStagesInMs'>): WebhookView {
  const { webhookId, name, origin, format, events, stagesInMs, filter, state, createdAt, updatedAt } = record;
  return compact({
    webhookId,
    name,
    callback: `${origin}/…`,
    format,
    events,
    stages: (stagesInMs ?? alertStagesInMs).map(stageText),
    filter,
    state,
    disabledReason: record.disabledReason,
    createdAt,
    updatedAt,
  });
}
