import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DoctorResponse } from '../../shared/schemas/doctor.ts';
import { startTestApp, type TestApp } from '../stack.ts';
import { makeWebhook } from './alertClient.ts';
import { expectAnswer } from './expectAnswer.ts';
import { changeRows } from './storedRows.ts';
import { partnerCenterSession, type PartnerCenterSession } from './partnerCenterSession.ts';

let app: TestApp;
let session: PartnerCenterSession;

beforeAll(async () => {
  app = await startTestApp({ settings: { PARTNER_CENTER_REQUESTS_PER_MINUTE: '100000' } });
  session = partnerCenterSession(app);
});
afterAll(() => app.close());
beforeEach(() => session.startOver());

describe('what operators ask', () => {
  it('doctor looks at everything and finds it well, but for alerts that go to nobody', async () => {
    const { status, checks } = expectAnswer(await app.api('GET', 'doctor'), DoctorResponse);
    expect({ status, checks: checks.map((check) => check.status) }).toEqual({
      status: 'warning',
      checks: ['ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'warning'],
    });
    expect(checks.at(-1)).toEqual({
      name: 'alerts',
      status: 'warning',
      message: `0 webhooks. Nobody gets alerts: make a webhook with POST webhooks. ALERT_ALLOWED_HOSTS lets alerts go to private addresses: ${new URL(app.sink.url).host}.`,
    });
  });

  it('doctor says which alerts did not arrive', async () => {
    const [one, two] = [
      await makeWebhook(app, 'failing', { events: ['scan.overdue'] }),
      await makeWebhook(app, 'gone', { events: ['scan.overdue'] }),
    ];
    await app.sink.post('/_emulator/responses', { name: 'failing', status: 500 });
    await app.sink.post('/_emulator/responses', { name: 'gone', status: 410 });
    for (const { webhookId } of [one, two]) await app.api('POST', `webhooks/${webhookId}/test`);
    const asked = async () => expectAnswer(await app.api('GET', 'doctor'), DoctorResponse).checks.at(-1)?.message;
    expect(await asked()).toMatch(/^2 webhooks\. 1 of them is disabled: see GET webhooks\. ALERT/);
    await changeRows(app, 'alerts', ({ type }) => (type === 'webhook.test' ? { type: 'scan.overdue' } : undefined));
    expect(await asked()).toMatch(/^2 webhooks\. 1 of them is disabled: .* 2 deliveries failed within a day/);
  });

  it('doctor sees a clock that is off', async () => {
    await app.partnerCenter.advance('3m');
    const { status, checks } = expectAnswer(await app.api('GET', 'doctor'), DoctorResponse);
    expect(status).toBe('warning');
    const message = checks.find(({ name }) => name === 'clock')?.message ?? '';
    expect(Math.abs(Number(/(\d+) seconds ahead/.exec(message)?.[1]) - 180)).toBeLessThan(5);
  });

  it('doctor says what fails and stays an answer', async () => {
    await session.refuse('GET customers', 403, 1002, { count: 5 });
    const { status, checks } = expectAnswer(await app.api('GET', 'doctor'), DoctorResponse);
    expect(status).toBe('failed');
    expect(checks.find(({ name }) => name === 'Partner Center')).toMatchObject({
      status: 'failed',
      message: expect.stringMatching(/AdminAgents/) as string,
    });
  });

  it('doctor says what to do about storage that refuses the app', async () => {
    const AzureWebJobsStorage = app.settings.AzureWebJobsStorage?.replace(/AccountKey=..../, 'AccountKey=AAAA') ?? '';
    const other = await startTestApp({ azurite: false, settings: { AzureWebJobsStorage } });
    const { status, checks } = expectAnswer(await other.api('GET', 'doctor'), DoctorResponse);
    await other.close();
    expect(status).toBe('failed');
    expect(checks.filter((check) => check.status === 'failed')).toMatchObject([
      { name: 'storage', message: expect.stringMatching(/Storage Table Data Contributor/) as string },
    ]);
  });

  it('health needs no key and asks nobody', async () => {
    const { status, body } = await app.unkeyed('GET', 'health');
    expect({ status, body }).toEqual({ status: 200, body: { status: 'ok' } });
    expect(await session.asked()).toEqual([]);
  });

  it('echoes the correlation id of a caller who gives one, and makes up a request id for each call', async () => {
    const correlationId = '0f8fad5b-d9cb-469f-a165-70867728950e';
    const ask = () => app.api('GET', 'resellers', undefined, { 'x-ms-correlation-id': correlationId });
    const [one, two] = await Promise.all([ask(), ask()]);
    expect(one.headers.get('x-ms-correlation-id')).toBe(correlationId);
    expect(one.headers.get('x-ms-request-id')).not.toBe(two.headers.get('x-ms-request-id'));
    const forged = await app.api('GET', 'resellers', undefined, { 'x-ms-correlation-id': '"><script>' });
    expect(forged.headers.get('x-ms-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});
