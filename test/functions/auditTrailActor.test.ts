import { createHash, randomUUID } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../stack.ts';
import { CALLS } from './dryRunCalls.ts';
import { sendHeaders } from './sendRaw.ts';

const RUN_ID = '08584557142069203014560379431CU12';
const PRINCIPAL_ID = '3c0de5a1-0000-4000-8000-00000000c0de';
const CORRELATION_ID = '3c0de5a1-0000-4000-8000-0000000c0de1';
const HEADERS = {
  'x-ms-workflow-run-id': RUN_ID,
  'x-ms-client-principal-id': PRINCIPAL_ID,
  'x-ms-client-principal-name': 'ada@contoso.example',
  'x-ms-correlation-id': CORRELATION_ID,
};

const { path, customerId } = CALLS.cancelSubscription;

let app: TestApp | undefined;
afterEach(() => app?.close());

/** The actors of cancels that came with the key in the header and with the key in the address. */
async function actors(settings: Record<string, string>): Promise<{ actors: unknown[]; functionKey: string }> {
  const started = await startTestApp({ settings });
  app = started;
  const { FUNCTIONS_KEY: functionKey = '' } = started.settings;
  await started.unkeyed('POST', path, {}, { ...HEADERS, 'x-functions-key': functionKey });
  await started.unkeyed('POST', `${path}?code=${functionKey}`, {}, HEADERS);
  const { body } = await started.unkeyed('GET', `operations?customerId=${customerId}&code=${functionKey}`);
  return { actors: (body as { items: { actor: unknown }[] }).items.map(({ actor }) => actor), functionKey };
}

const fingerprintOf = (key: string) => createHash('sha256').update(key).digest('hex').slice(0, 12);

it('a caller is told by a fingerprint of the function key and the run of the flow, not by what anybody may claim', async () => {
  const { actors: found, functionKey } = await actors({});
  const actor = {
    keyFingerprint: fingerprintOf(functionKey),
    flowRunId: RUN_ID,
    correlationId: CORRELATION_ID,
  };
  expect(found).toEqual([actor, actor]);
});

it('a caller is named by the settings, and by the platform where that authenticates callers', async () => {
  const functionKey = `key-${randomUUID()}`;
  const keyFingerprint = fingerprintOf(functionKey);
  const { actors: found } = await actors({
    FUNCTIONS_KEY: functionKey,
    CALLER_NAMES: `000000000000=Somebody else, ${keyFingerprint.toUpperCase()}=Quote flow`,
    WEBSITE_AUTH_ENABLED: 'True',
  });
  const actor = {
    keyFingerprint,
    keyName: 'Quote flow',
    principalId: PRINCIPAL_ID,
    principalName: 'ada@contoso.example',
    flowRunId: RUN_ID,
    correlationId: CORRELATION_ID,
  };
  expect(found).toEqual([actor, actor]);
});

it('a caller is told by the key that let it in, however it is spelt and whatever came beside it', async () => {
  app = await startTestApp();
  const { functionKey } = app;
  const cancel = (query: string, ...headers: string[]) =>
    sendHeaders(app as TestApp, { method: 'POST', path: `${path}${query}`, headers, body: '{}' });
  const answers = [
    await cancel(`?CODE=${functionKey}`),
    await cancel('', 'x-functions-key', functionKey, 'x-functions-key', 'garbage'),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  const { body } = await app.api('GET', `operations?customerId=${customerId}`);
  const { items } = body as { items: { actor: { keyFingerprint?: string } }[] };
  const fingerprint = fingerprintOf(functionKey);
  expect(items.map(({ actor }) => actor.keyFingerprint)).toEqual([fingerprint, fingerprint]);
});
