import type { WebhookRecord } from '../../../shared/webhooks/webhookRecord.ts';

/** A webhook that hears of all about subscriptions. */
export function someWebhook(changes: Partial<WebhookRecord> = {}): WebhookRecord {
  return {
    webhookId: 'webhook',
    callback: 'sealed',
    origin: 'https://receiver.example',
    secret: 'sealed',
    format: 'standard',
    events: ['subscription.cutoff_approaching', 'subscription.extended_term_risk'],
    filter: {},
    state: 'active',
    createdAt: '2026-11-01T00:00:00.000Z',
    updatedAt: '2026-11-01T00:00:00.000Z',
    tokenVersion: '1',
    sameHash: 'hash',
    ...changes,
  };
}
