import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Delivery } from '../../local/sink/judgeDelivery.ts';
import { type DeliveryView } from '../../shared/schemas/delivery.ts';
import { ListDeliveriesResponse } from '../../shared/schemas/listDeliveries.ts';
import { CreateWebhookResponse } from '../../shared/schemas/createWebhook.ts';
import type { TestApp } from '../stack.ts';
import { runTimerToEnd } from './runTimer.ts';
import { SCAN_SETTINGS } from './scanClient.ts';
import { removeRows } from './storedRows.ts';

const LOOK_EVERY_MS = 50;
const PATIENCE_IN_MS = 30_000;

/** Retries follow soon, and the queues are asked often. */
export const ALERT_SETTINGS = { ...SCAN_SETTINGS, ALERT_RETRY_DELAYS: '1s,1s,1s,1s,1s' };

export interface MadeWebhook extends CreateWebhookResponse {
  /** The hook of the sink it goes to. */
  hook: string;
  location: string;
}

/** Makes a webhook that goes to a hook of the sink, which is told its secret. */
export async function makeWebhook(app: TestApp, hook: string, body: object): Promise<MadeWebhook> {
  const callback = `${app.sink.url}/hooks/${hook}`;
  const { status, body: made, headers } = await app.api('POST', 'webhooks', { callback, ...body });
  expect(status, JSON.stringify(made)).toBe(201);
  const view = CreateWebhookResponse.parse(made);
  if (view.secret) await app.sink.post('/_emulator/secrets', { name: hook, secret: view.secret });
  return { ...view, hook, location: headers.get('location') ?? '' };
}

/** What arrived at a hook, the first first. */
export async function arrived(app: TestApp, hook: string): Promise<Delivery[]> {
  return ((await app.sink.get(`/_emulator/deliveries?name=${hook}`)).body as { items: Delivery[] }).items;
}

/** What a delivery says. */
export function messageOf({ body }: Delivery): { type: string; timestamp: string; data: Record<string, unknown> } {
  return JSON.parse(body) as { type: string; timestamp: string; data: Record<string, unknown> };
}

export async function deliveriesOf(app: TestApp, webhookId: string, query = ''): Promise<DeliveryView[]> {
  const { status, body } = await app.api('GET', `webhooks/${webhookId}/deliveries?size=500${query}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return ListDeliveriesResponse.parse(body).items;
}

/** Waits until nothing is left to be sent to these webhooks. */
export async function untilQuiet(app: TestApp, ...webhookIds: string[]): Promise<void> {
  const until = performance.now() + PATIENCE_IN_MS;
  for (const webhookId of webhookIds) {
    for (;;) {
      const waiting = await deliveriesOf(app, webhookId, '&state=waiting');
      if (waiting.length === 0) break;
      expect(performance.now(), JSON.stringify(waiting)).toBeLessThan(until);
      await delay(LOOK_EVERY_MS);
    }
  }
}

/** Runs the timer that raises alerts, to its end. */
export async function raise(app: TestApp): Promise<void> {
  await runTimerToEnd(app, 'raiseAlerts');
}

/** Forgets all webhooks, deadlines and what was said of them, and what arrived. */
export async function forgetAlerts(app: TestApp): Promise<void> {
  await removeRows(app, 'webhooks');
  await removeRows(app, 'deadlines');
  await app.sink.delete('/_emulator/deliveries');
}
