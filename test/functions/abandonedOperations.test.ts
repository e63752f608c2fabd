import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { forkHost } from '../../local/forkHost.ts';
import { ListOperationsResponse } from '../../shared/schemas/listOperations.ts';
import { startTestApp, type TestApp } from '../stack.ts';
import { expectAnswer, expectRefusal } from './expectAnswer.ts';
import { follow, stateOf } from './followOperation.ts';
import { partnerCenterSession, type PartnerCenterSession } from './partnerCenterSession.ts';
import { attempts, boughtLines, LEGACY_ADD_ON, ORDER } from './purchases.ts';
import { changeRecord, tableRows } from './tableRows.ts';

const QUEUE_OFF = 'AzureWebJobs.continueOperation.Disabled';

let app: TestApp;
let session: PartnerCenterSession;

beforeEach(async () => {
  app = await startTestApp({
    settings: { [QUEUE_OFF]: 'true', OPERATION_RETRY_DELAY: '1s', PARTNER_CENTER_REQUESTS_PER_MINUTE: '100000' },
  });
  session = partnerCenterSession(app);
  await session.startOver();
});
afterEach(() => app.close());

it('a purchase taken over before anything was sent is made once, and the abandoned half is ended in the trail', async () => {
  const buy = (key: string) => app.buy(LEGACY_ADD_ON.path, LEGACY_ADD_ON.body, { 'idempotency-key': key });
  const key = randomUUID();
  await session.fault('GET customers/*/subscriptions/*', 'slow', { delayInMs: 3_000 });
  const stuck = buy(key);
  await expect.poll(async () => (await session.asked()).length).toBeGreaterThan(0);
  const [{ operationId } = { operationId: '' }] = (await tableRows(app, 'operations')) as { operationId: string }[];
  await changeRecord(app, operationId, { leaseUntil: 0 });

  const bought = await buy(key);
  expect(bought.status, JSON.stringify(bought.body)).toBe(200);
  expect((await stuck).body).toEqual(bought.body);
  expect(await attempts(app, LEGACY_ADD_ON)).toHaveLength(1);
  expect(await boughtLines(app, LEGACY_ADD_ON)).toBe(LEGACY_ADD_ON.lines);

  const listed = await app.api('GET', `operations?customerId=${LEGACY_ADD_ON.customerId}`);
  const { items } = expectAnswer(listed, ListOperationsResponse);
  expect(items).toMatchObject([
    { operationId, outcome: { state: 'failed', code: 'NotPlaced' }, partnerCenter: { correlationIds: [] } },
    { operationId, outcome: { state: 'succeeded', status: 200 } },
  ]);
  expect(items[1]?.startedAt.localeCompare(items[0]?.startedAt ?? '')).toBe(1);
});

it('a purchase whose recorded request cannot be read any more needs somebody’s attention', async () => {
  await session.fault(ORDER.route, 'resetBeforeCommit');
  const answer = await app.buy(ORDER.path, ORDER.body);
  expect(answer.status).toBe(202);
  const { operationId } = answer.body as { operationId: string };
  await changeRecord(app, operationId, { request: JSON.stringify({ path: {}, body: { quantity: 'many' } }) });
  const successor = forkHost({ port: 0, settings: { ...app.settings, [QUEUE_OFF]: 'false' }, output: 'pipe' });
  try {
    await successor.ready;
    expect(expectRefusal(await follow(app, answer), 'OutcomeUnknown').nextStep).toContain('Partner Center');
    expect(await stateOf(app, answer)).toBe('needsAttention');
  } finally {
    await successor.stop();
  }
  expect(await attempts(app, ORDER)).toHaveLength(1);
});
