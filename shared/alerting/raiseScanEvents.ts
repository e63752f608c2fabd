import { isSilenced } from '../alerts/isSilenced.ts';
import { isWanted } from '../alerts/isWanted.ts';
import { OpenDeadlines } from '../alerts/scanDigest.ts';
import { acknowledgementKey } from '../deadlines/acknowledgements.ts';
import { scanView } from '../scans/scanView.ts';
import { OVERDUE_AFTER_IN_MS } from '../scans/overdueAfter.ts';
import type { ScanRecord } from '../scans/scanRecord.ts';
import { compact } from '../schemas/compact.ts';
import type { Services } from '../services.ts';
import type { WebhookRecord } from '../webhooks/webhookRecord.ts';
import { forEach } from './forEach.ts';
import { hearersOf, publish } from './publish.ts';

const HOUR_IN_MS = 3_600_000;

const OVERDUE_AFTER_HOURS = OVERDUE_AFTER_IN_MS / HOUR_IN_MS;

/** Of a scan that ended longer ago nobody wants to hear as news. Milliseconds. */
const NEWS_FOR_MS = 26 * HOUR_IN_MS;

/** Tells each webhook that has not heard of it what a scan covered and what is open. */
async function publishDigest(services: Services, scan: ScanRecord, hearers: WebhookRecord[]): Promise<void> {
  const { scans, clock, deadlines, acknowledgements, ledger } = services;
  const known = await Promise.all(
    hearers.map(({ webhookId }) => ledger.hasEvent(webhookId, 'scan.completed', scan.scanId)),
  );
  const open = new Map(hearers.filter((_, index) => !known[index]).map((webhook) => [webhook, new OpenDeadlines()]));
  if (open.size === 0) return;
  const now = clock.now();
  const silenced = await acknowledgements.all();
  for await (const { deadline } of deadlines.read({ from: now })) {
    if (isSilenced(silenced.get(acknowledgementKey(deadline)), new Date(deadline.cutoff), now)) continue;
    for (const [{ filter }, itsOpen] of open) if (isWanted(filter, deadline)) itsOpen.add(deadline, now);
  }
  const view = scanView(scan, await scans.summaries(scan), Date.now());
  await forEach(open, ([webhook, itsOpen]) => {
    const data = itsOpen.digest(view, webhook.filter, now);
    return publish(services, webhook, { type: 'scan.completed', data }, scan.scanId);
  });
}

/** Tells of the scans of all customers that have completed; a webhook hears of those that ended since it was made. */
export async function raiseScansCompleted(services: Services, webhooks: readonly WebhookRecord[]): Promise<void> {
  const hearers = hearersOf(webhooks, 'scan.completed');
  if (hearers.length === 0) return;
  for (const scan of await services.scans.completedSince(Date.now() - NEWS_FOR_MS)) {
    const { endedAt = '' } = scan;
    await publishDigest(
      services,
      scan,
      hearers.filter(({ createdAt }) => createdAt < endedAt),
    );
  }
}

/** Tells, once and then every day, that no scan of all customers has completed for 26 hours. */
export async function raiseScanOverdue(services: Services, webhooks: readonly WebhookRecord[]): Promise<void> {
  const hearers = hearersOf(webhooks, 'scan.overdue');
  if (hearers.length === 0) return;
  const last = await services.scans.latest({ completed: true });
  await forEach(hearers, async (webhook) => {
    const since = last?.endedAt ?? webhook.createdAt;
    const hours = Math.floor((Date.now() - Date.parse(since)) / HOUR_IN_MS);
    if (hours < OVERDUE_AFTER_HOURS) return;
    const days = Math.floor((hours - OVERDUE_AFTER_HOURS) / 24);
    const data = compact({ lastScanId: last?.scanId, lastEndedAt: last?.endedAt, hours });
    await publish(services, webhook, { type: 'scan.overdue', data }, `${last?.scanId ?? 'none'}_${days}`);
  });
}
