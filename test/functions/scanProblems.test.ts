import { QueueClient } from '@azure/storage-queue';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { forkHost } from '../../local/forkHost.ts';
import { SEED } from '../../local/partnerCenter/seedIds.ts';
import { scanRowKey } from '../../shared/scans/scanId.ts';
import type { ScanView } from '../../shared/schemas/getScan.ts';
import { startTestApp, type TestApp } from '../stack.ts';
import { expectRefusal } from './expectAnswer.ts';
import { runTimer, runTimerToEnd } from './runTimer.ts';
import { list, scan, SCAN_SETTINGS, untilEnded, viewOf } from './scanClient.ts';
import { changeRows, writeRows, type StoredRow } from './storedRows.ts';
import { tableRows } from './tableRows.ts';

const CLIENT_SECRET = 'partner-center-client-secret';
const QUEUES = 'AzureFunctionsJobHost__extensions__queues__';
/** A message that fails is given up soon. */
const IMPATIENT = {
  ...SCAN_SETTINGS,
  [`${QUEUES}visibilityTimeout`]: '00:00:01',
  [`${QUEUES}maxDequeueCount`]: '2',
};
const DAY_IN_MS = 86_400_000;
const OPEN = SEED.newCommerceOpen.customerId;

/** The messages that were given up, of a queue. */
async function givenUp({ settings }: TestApp, queue: string): Promise<unknown[]> {
  const client = new QueueClient(settings.AzureWebJobsStorage ?? '', `${queue}-poison`);
  if (!(await client.exists())) return [];
  const { peekedMessageItems } = await client.peekMessages({ numberOfMessages: 32 });
  return peekedMessageItems.map(
    ({ messageText }) => JSON.parse(Buffer.from(messageText, 'base64').toString()) as unknown,
  );
}

async function start(app: TestApp, body: object = {}): Promise<ScanView> {
  return viewOf(await app.api('POST', 'scans', body), 201);
}

/** As if all that was due had been due long ago. */
function makeOverdue(app: TestApp): Promise<number> {
  return changeRows(app, 'scans', ({ state, plannedAt }) => {
    if (state === undefined || state === 'completed' || state === 'finished') return undefined;
    return { dueAt: 0, ...(plannedAt !== undefined && { plannedAt: new Date(0).toISOString() }) };
  });
}

describe('a scan that is held up', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ settings: IMPATIENT });
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    await app.partnerCenter.reset();
  });

  it('by a wrong secret says so, is given up by its queue, and goes on once that is put right', async () => {
    const stored = (await app.keyVault.get('/_emulator/secrets')).body as { items: { name: string; value: string }[] };
    const right = stored.items.find(({ name }) => name === CLIENT_SECRET);
    await app.keyVault.post('/_emulator/secrets', { name: CLIENT_SECRET, value: 'wrong' });
    const { scanId } = await start(app);
    await expect.poll(() => givenUp(app, 'scan-plans'), { timeout: 40_000 }).toEqual([{ scanId }]);
    const held = viewOf(await app.api('GET', `scans/${scanId}`));
    expect(held).toMatchObject({ state: 'planning', complete: false, percent: 0, failed: [] });
    expect(held.problems).toEqual([
      { code: 'CredentialProblem', message: expect.stringContaining('PARTNER_CENTER_CLIENT_SECRET_NAME') as string },
    ]);
    expect(viewOf(await app.api('POST', 'scans')).scanId).toBe(scanId);

    await app.keyVault.post('/_emulator/secrets', right);
    expect(await makeOverdue(app)).toBe(1);
    await runTimer(app, 'resumeScans');
    const ended = await untilEnded(app, scanId);
    expect(ended.failed.map(({ customerName }) => customerName)).toEqual(['Former Customer']);
    expect((await list(app)).items.length).toBeGreaterThan(8);
  });

  it('by tokens that Partner Center refuses says so, and goes on once they are accepted', async () => {
    const route = 'GET /v1/customers/*/subscriptions';
    await app.partnerCenter.faults({ kind: 'empty401', route, count: 1_000 });
    const { scanId } = await start(app);
    await expect.poll(() => givenUp(app, 'customer-scans'), { timeout: 40_000 }).toMatchObject([{ scanId }]);
    const held = viewOf(await app.api('GET', `scans/${scanId}`));
    expect(held).toMatchObject({ state: 'running', customers: { seen: 0, failed: 0 } });
    expect(held.problems).toEqual([
      { code: 'CredentialProblem', message: expect.stringContaining('for every customer') as string },
    ]);

    await app.partnerCenter.delete('/_emulator/faults');
    expect(await makeOverdue(app)).toBe(2);
    await runTimer(app, 'resumeScans');
    const ended = await untilEnded(app, scanId);
    expect(ended.problems).toEqual([]);
    expect(ended.failed.map(({ customerName }) => customerName)).toEqual(['Former Customer']);
  });
});

describe('a night whose timer met no storage', () => {
  it('is made up for when 26 hours have passed since the scan before, but not where the timer is switched off', async () => {
    const app = await startTestApp({ settings: SCAN_SETTINGS });
    const backdate = (hours: number) =>
      changeRows(app, 'scans', ({ startedAt }) =>
        typeof startedAt === 'string'
          ? { startedAt: new Date(Date.parse(startedAt) - hours * 3_600_000).toISOString() }
          : undefined,
      );
    const latest = async () => viewOf(await app.api('GET', 'scans/latest'));
    const resume = async (): Promise<ScanView> => {
      expect(await runTimerToEnd(app, 'resumeScans')).toBe('Succeeded');
      return untilEnded(app, (await latest()).scanId);
    };
    try {
      await runTimer(app, 'startNightlyScan');
      await expect.poll(async () => (await app.api('GET', 'scans/latest')).status).toBe(200);
      const { scanId } = await untilEnded(app, (await latest()).scanId);
      await backdate(25);
      expect((await resume()).scanId).toBe(scanId);
      await backdate(1.1);
      const second = await resume();
      expect(second.scanId).not.toBe(scanId);
      expect(second.trigger).toBe('overdue');
      await backdate(26.1);
      expect((await resume()).scanId).toBe(second.scanId);
    } finally {
      await app.close();
    }
  });
});

describe('a batch in the middle of which its process ended again and again', () => {
  const disabled = 'AzureWebJobs.scanCustomers.Disabled';

  /** Plans a scan, changes its batch, and has a successor work on it. */
  async function resumed(change: object): Promise<ScanView> {
    const app = await startTestApp({ settings: { ...SCAN_SETTINGS, [disabled]: 'true' } });
    try {
      const { scanId } = await start(app);
      const planned = async () => viewOf(await app.api('GET', `scans/${scanId}`));
      await expect.poll(async () => (await planned()).state).toBe('running');
      expect(await changeRows(app, 'scans', ({ progress }) => (progress === undefined ? undefined : change))).toBe(1);
      const successor = forkHost({ port: 0, settings: { ...app.settings, [disabled]: 'false' }, output: 'pipe' });
      try {
        await successor.ready;
        return await untilEnded(app, scanId);
      } finally {
        await successor.stop();
      }
    } finally {
      await app.close();
    }
  }

  it('is given up, and its customers are failed by name', async () => {
    const { customers, failed, ...ended } = await resumed({ attempts: 8 });
    expect(ended).toMatchObject({ complete: false, percent: 100 });
    expect(customers).toMatchObject({ seen: 0, failed: customers.expected, left: 0 });
    expect(failed).toContainEqual({
      customerId: OPEN,
      customerName: 'Contoso',
      code: 'Unfinished',
      message: 'Its process ended 8 times in the middle of its batch.',
    });
    expect(failed).toHaveLength(customers.expected);
  });

  it('blames nobody for two processes that ended with a customer alone', async () => {
    const { customers, failed } = await resumed({ attempts: 4, trying: 0, suspect: 0, strikes: 1 });
    expect(customers).toMatchObject({ seen: customers.expected - 1, failed: 1, left: 0 });
    expect(failed.map(({ code }) => code)).toEqual(['CustomerNotFound']);
  });

  it('fails the one customer alone with whom the last three processes ended', async () => {
    const { customers, failed } = await resumed({ attempts: 4, trying: 0, suspect: 0, strikes: 2 });
    expect(customers).toMatchObject({ seen: customers.expected - 2, failed: 2, left: 0 });
    expect(failed.map(({ code }) => code).sort()).toEqual(['CustomerNotFound', 'Unfinished']);
  });
});

describe('the timer that forgets', () => {
  it('deletes scans after 90 days, and deadlines a day after their time, and leaves the others', async () => {
    const app = await startTestApp({ settings: SCAN_SETTINGS });
    try {
      const { scanId } = await scan(app);
      const rows = (await tableRows(app, 'scans')) as StoredRow[];
      const before = (daysAgo: number) => {
        const startedAt = new Date(Date.now() - daysAgo * DAY_IN_MS).toISOString();
        return { startedAt, scanId: `${startedAt.replaceAll(/[-:.]/g, '')}-00000000` };
      };
      const [old, young] = [before(91), before(89)] as const;
      for (const copy of [old, young]) {
        const ofScan = rows.filter((row) => row.scanId === scanId && row.rowKey !== 'current');
        const copies = ofScan.map((row) =>
          row.partitionKey === 'scans'
            ? { ...row, ...copy, rowKey: scanRowKey(copy.scanId) ?? '' }
            : { ...row, scanId: copy.scanId, partitionKey: row.partitionKey.replace(scanId, copy.scanId) },
        );
        expect(copies.length).toBeGreaterThan(1);
        await writeRows(app, 'scans', copies);
        viewOf(await app.api('GET', `scans/${copy.scanId}`));
      }

      const cutoffs = async () => {
        const open = (await tableRows(app, 'deadlines')) as { partitionKey: string; cutoff: string }[];
        return open.filter(({ partitionKey }) => partitionKey === 'open').map(({ cutoff }) => cutoff);
      };
      const all = await cutoffs();
      await app.partnerCenter.advance('4d');
      await scan(app, { customerId: SEED.empty.customerId });
      const kept = all.filter((cutoff) => Date.parse(cutoff) > app.clock.now().getTime() - DAY_IN_MS);
      const passed = kept.filter((cutoff) => Date.parse(cutoff) < app.clock.now().getTime());
      expect([all.length > kept.length, kept.length > passed.length]).toEqual([true, true]);

      await runTimer(app, 'forgetOldScans');
      await expect.poll(async () => (await app.api('GET', `scans/${old.scanId}`)).status).toBe(404);
      expectRefusal(await app.api('GET', `scans/${old.scanId}`), 'ScanNotFound');
      expect(await cutoffs()).toEqual(kept);
      const left = (await tableRows(app, 'scans')) as StoredRow[];
      expect(
        left.filter((row) => [row.scanId, row.partitionKey].some((id) => String(id).startsWith(old.scanId))),
      ).toEqual([]);
      for (const id of [scanId, young.scanId]) {
        expect(viewOf(await app.api('GET', `scans/${id}`)).customers.seen).toBeGreaterThan(8);
      }
    } finally {
      await app.close();
    }
  });
});
