import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { once } from 'node:events';
import { afterEach, expect, test, vi } from 'vitest';
import { startAzurite, type Azurite } from '../../local/azurite.ts';

const started: Azurite[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((azurite) => azurite.close()));
});

async function accepts(url: string): Promise<boolean> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

const azuriteModule = new URL('../../local/azurite.ts', import.meta.url).href;

test('all three services answer at once, and no more after close', async () => {
  const azurite = await startAzurite();
  const urls = [azurite.blobUrl, azurite.queueUrl, azurite.tableUrl];
  expect(await Promise.all(urls.map(accepts))).toEqual([true, true, true]);
  await azurite.close();
  expect(await Promise.all(urls.map(accepts))).toEqual([false, false, false]);
});

test('its services want the account key of this start', async () => {
  const azurite = await startAzurite();
  started.push(azurite);
  expect(azurite.connectionString).toMatch(/AccountKey=[A-Za-z0-9+/]{86}==;/);
  expect((await fetch(`${azurite.queueUrl}?comp=list`)).status).toBe(403);
});

test('a port that is taken is an error that says so', async () => {
  const first = await startAzurite();
  started.push(first);
  const blob = Number(new URL(first.blobUrl).port);
  await expect(startAzurite({ ports: { blob, queue: 0, table: 0 } })).rejects.toThrow(/EADDRINUSE/);
});

test('it ends when the process that started it is killed', async () => {
  const parent = spawn(process.execPath, [
    '--input-type=module',
    '--eval',
    `const { startAzurite } = await import(${JSON.stringify(azuriteModule)});
     console.log((await startAzurite()).blobUrl);`,
  ]);
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const url = line.toString().trim();
  expect(await accepts(url)).toBe(true);
  parent.kill('SIGKILL');
  await vi.waitFor(async () => expect(await accepts(url)).toBe(false), { timeout: 5_000 });
});
