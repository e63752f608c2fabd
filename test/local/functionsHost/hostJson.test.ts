import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { readHostJson } from '../../../local/functionsHost/readHostJson.ts';
import { startFixture } from './startFixture.ts';

const directories: string[] = [];
afterEach(() => Promise.all(directories.splice(0).map((directory) => rm(directory, { recursive: true }))));

async function withHostJson(content: unknown): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'host-json-'));
  directories.push(directory);
  await writeFile(path.join(directory, 'host.json'), JSON.stringify(content));
  return directory;
}

test('without settings the defaults of the genuine host hold', async () => {
  expect(await readHostJson(await withHostJson({ version: '2.0' }))).toEqual({
    routePrefix: 'api',
    functionTimeoutInMs: 1_800_000,
    queues: {
      batchSize: 16,
      newBatchThreshold: 8,
      maxDequeueCount: 5,
      visibilityTimeoutInMs: 0,
      maxPollingIntervalInMs: 2000,
      messageEncoding: 'base64',
    },
  });
});

test('queue settings, an endless timeout and an empty route prefix are read', async () => {
  const queues = { batchSize: 4, newBatchThreshold: 1, visibilityTimeout: '00:00:30', messageEncoding: 'None' };
  const settings = await readHostJson(
    await withHostJson({ functionTimeout: '-1', extensions: { http: { routePrefix: '' }, queues } }),
  );
  expect(settings).toMatchObject({
    routePrefix: '',
    functionTimeoutInMs: Infinity,
    queues: { batchSize: 4, newBatchThreshold: 1, visibilityTimeoutInMs: 30_000, messageEncoding: 'none' },
  });
});

test('wrong settings are named, all at once', async () => {
  const directory = await withHostJson({ functionTimeout: 'soon', extensions: { queues: { batchSize: 64 } } });
  await expect(readHostJson(directory)).rejects.toThrow(/functionTimeout[^]*extensions\.queues\.batchSize/);
});

test('an app runs under the route prefix and the timeout of its host.json, and a disabled function is not there', async () => {
  process.env['AzureWebJobs.switchedOff.Disabled'] = 'true';
  const host = await startFixture('tuned');
  try {
    const started = performance.now();
    const late = await host.call('/v1/shop/endless');
    expect([late.status, await late.text()]).toEqual([500, '']);
    expect(performance.now() - started).toBeGreaterThan(290);
    expect(host.lines.join('\n')).toMatch(/\[error\] endless [^]*longer than functionTimeout, 300 ms/);
    expect(await (await host.call('/v1/shop/quick')).text()).toBe('still here');
    expect((await host.call('/api/quick')).status).toBe(404);
    expect((await host.call('/v1/shop/switchedOff')).status).toBe(404);
    expect(host.functions.find(({ name }) => name === 'switchedOff')?.disabled).toBe(true);
  } finally {
    delete process.env['AzureWebJobs.switchedOff.Disabled'];
    await host.close();
  }
});

test('a disabled function keeps its route, as 404 for everyone but the master key', async () => {
  process.env['AzureWebJobs.aDisabled.Disabled'] = 'true';
  const host = await startFixture('tuned');
  delete process.env['AzureWebJobs.aDisabled.Disabled'];
  expect((await host.call('/v1/shop/shared')).status).toBe(404);
  expect(await (await host.admin('/v1/shop/shared')).text()).toBe('disabled');
  await host.close();
});

test('the limit of a request body follows FUNCTIONS_REQUEST_BODY_SIZE_LIMIT', async () => {
  process.env.FUNCTIONS_REQUEST_BODY_SIZE_LIMIT = '1000';
  const host = await startFixture('tuned');
  delete process.env.FUNCTIONS_REQUEST_BODY_SIZE_LIMIT;
  const fits = await host.call('/v1/shop/quick', { method: 'POST', body: 'x'.repeat(1000) });
  expect(fits.status).toBe(200);
  const tooLarge = await host.call('/v1/shop/quick', { method: 'POST', body: 'x'.repeat(1001) });
  expect([tooLarge.status, tooLarge.headers.get('connection'), await tooLarge.text()]).toEqual([500, 'close', '']);
  await host.close();
});

test('lets settings come before what host.json says, in any case of their names', async () => {
  const directory = await withHostJson({ version: '2.0', extensions: { queues: { batchSize: 4 } } });
  const { queues, functionTimeoutInMs } = await readHostJson(directory, {
    AzureFunctionsJobHost__extensions__Queues__BatchSize: '8',
    AZUREFUNCTIONSJOBHOST__extensions__queues__maxPollingInterval: '00:00:00.2',
    AzureFunctionsJobHost__functionTimeout: '00:01:00',
  });
  expect({ ...queues, functionTimeoutInMs }).toMatchObject({
    batchSize: 8,
    maxPollingIntervalInMs: 200,
    functionTimeoutInMs: 60_000,
  });
});
