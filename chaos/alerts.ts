import { TableClient } from '@azure/data-tables';
import type { Delivery } from '../local/sink/judgeDelivery.ts';
import type { KnownDeadlines } from './emulator.ts';
import type { Host } from './host.ts';

const HOUR_IN_MS = 3_600_000;

/** A webhook of the app that goes to a hook of the sink. */
export interface Receiver {
  hook: string;
  webhookId: string;
}

/** What the app has entered for a webhook: how many alerts each delivery carries, and which. */
export interface Ledger {
  lines: string[];
  countOf: Map<string, number>;
}

/** One alert: its subscription and its stage in hours. A subscription has one cutoff here. */
export const lineOf = (subscriptionId: string, stageInHours: number): string => `${subscriptionId} ${stageInHours}h`;

/** The alerts that are due at this moment, each at the most urgent stage that has begun. */
export function dueLines({ now, items }: KnownDeadlines, stagesInHours: readonly number[]): string[] {
  return items.flatMap(({ subscriptionId, cutoff }) => {
    const leftInHours = (Date.parse(cutoff) - Date.parse(now)) / HOUR_IN_MS;
    const stage = stagesInHours.filter((hours) => leftInHours <= hours).toSorted((one, other) => one - other)[0];
    return stage === undefined ? [] : [lineOf(subscriptionId, stage)];
  });
}

/** Makes a webhook that hears of cutoffs, and tells its id and secret. */
export async function makeWebhook(
  host: Host,
  callback: string,
  more: object,
): Promise<{ webhookId: string; secret: string }> {
  const body = { callback, events: ['subscription.cutoff_approaching'], ...more };
  const answer = await host.post('webhooks', body);
  if (answer.status !== 201) throw new Error(`The webhook was not made: ${JSON.stringify(answer.body)}`);
  return answer.body as { webhookId: string; secret: string };
}

/** How many deliveries of a webhook are in a state; of many no more than 500. */
export async function countDeliveries(host: Host, { webhookId }: Receiver, state: string): Promise<number> {
  const answer = await host.read(`webhooks/${webhookId}/deliveries?size=500&state=${state}`);
  if (answer.status !== 200) throw new Error(`The deliveries of ${webhookId} answered ${answer.status}.`);
  return (answer.body as { items: unknown[] }).items.length;
}

/** The ledgers of all webhooks, by the webhook, as they are stored. */
export async function readLedgers(connectionString: string): Promise<Map<string, Ledger>> {
  const client = TableClient.fromConnectionString(connectionString, 'alerts', { allowInsecureConnection: true });
  await client.createTable();
  const ledgers = new Map<string, Ledger>();
  const rows = client.listEntities<{ deliveryId: string }>({
    queryOptions: { filter: "RowKey ge 'l_' and RowKey lt 'l`'", select: ['PartitionKey', 'RowKey', 'deliveryId'] },
  });
  for await (const { partitionKey = '', rowKey = '', deliveryId } of rows) {
    const [, , , subscriptionId = '', ...rest] = rowKey.split('_');
    const ledger = ledgers.get(partitionKey) ?? { lines: [], countOf: new Map<string, number>() };
    ledger.lines.push(lineOf(subscriptionId, Number(rest.at(-1)) / HOUR_IN_MS));
    ledger.countOf.set(deliveryId, (ledger.countOf.get(deliveryId) ?? 0) + 1);
    ledgers.set(partitionKey, ledger);
  }
  return ledgers;
}

/** The id of a message, over all its attempts. */
export const idOf = ({ headers }: Delivery): string => String(headers['webhook-id']);

/** Which alert a message of the format `standard` is. */
export function lineIn({ body }: Delivery): string {
  const { data } = JSON.parse(body) as { data: { stage: string; subscription: { id: string } } };
  return lineOf(data.subscription.id, Number.parseInt(data.stage));
}

/** How many subscriptions a card says it is about. */
export function countOn({ body }: Delivery): number {
  return Number(/"text":"(\d+) subscriptions? reach/.exec(body)?.[1]);
}
