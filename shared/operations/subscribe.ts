import type { EventType } from '../schemas/alertEvents.ts';
import { compact } from '../schemas/compact.ts';
import type { WebhookView } from '../schemas/webhook.ts';
import type { CallerContext, Services } from '../services.ts';
import type { WebhookRequest } from '../webhooks/webhooks.ts';
import { createWebhook } from './createWebhook.ts';

type Filter = NonNullable<WebhookRequest['filter']>;

/** What a flow asks for: a callback, and what it wants to hear of. */
export interface Subscription extends Filter {
  callback: string;
  name?: string | undefined;
  stages?: number[] | undefined;
}

/** Has a flow told of some events; a flow takes no other status than 201 for a subscription, also for one that there was. */
export async function subscribe(
  services: Services,
  events: EventType[],
  { callback, name, stages, ...filter }: Subscription,
  context: CallerContext,
): Promise<{ status: number; headers: Record<string, string>; body: WebhookView }> {
  const asked = { path: {}, query: {}, headers: {}, body: compact({ callback, events, name, stages, filter }) };
  const { headers, body } = await createWebhook(services, asked, context);
  const { secret: _, ...view } = body;
  return { status: 201, headers, body: view };
}
