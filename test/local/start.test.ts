import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Agent, fetch } from 'undici';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { serve } from '../../local/serve.ts';

const MODE = 0o777;

let folder: string;
let child: ChildProcess | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'start-'));
});
afterEach(async () => {
  child?.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** Runs a program of `local/` as a person would, until it has printed `last`. */
async function run(
  program: string,
  last: string,
  env: Record<string, string> = {},
): Promise<{ output: string; process: ChildProcess }> {
  const path = fileURLToPath(new URL(`../../local/${program}`, import.meta.url));
  const started = spawn(process.execPath, [path], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child = started;
  let output = '';
  const printed = new Promise<void>((resolve) => {
    for (const stream of [started.stdout, started.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (output.includes(last)) resolve();
      });
    }
  });
  const ended = once(started, 'exit').then(() => {
    throw new Error(`It ended before it was up:\n${output}`);
  });
  ended.catch(() => undefined);
  await Promise.race([printed, ended]);
  return { output, process: started };
}

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

test('npm start prints and writes its addresses, the first call works, and Ctrl-C stops all of it', async () => {
  const { output, process: started } = await run('start.ts', 'Ctrl-C stops all of it');
  const file = join(folder, '.local', 'addresses.json');
  const addresses = JSON.parse(await readFile(file, 'utf8')) as Record<string, string>;
  expect(Object.keys(addresses)).toEqual([
    'functions',
    'functionKey',
    'partnerCenter',
    'keyVault',
    'identity',
    'sink',
    'ca',
  ]);
  if (process.platform !== 'win32') expect((await stat(file)).mode & MODE).toBe(0o600);
  for (const value of Object.values(addresses)) expect(output).toContain(value);

  const url = /curl .*(http:\S+\/cancel)/.exec(output)?.[1] ?? '';
  const headers = { 'x-functions-key': addresses.functionKey ?? '', 'content-type': 'application/json' };
  expect((await fetch(url, { method: 'POST' })).status).toBe(401);
  expect((await fetch(url, { method: 'POST', headers })).status).toBe(200);

  const dispatcher = new Agent({ connect: { ca: await readFile(addresses.ca ?? '', 'utf8') } });
  expect((await fetch(`${addresses.sink}/`, { dispatcher })).status).toBe(200);
  await dispatcher.close();

  const urls = ['functions', 'partnerCenter', 'keyVault', 'identity', 'sink'].map((name) => addresses[name] ?? '');
  const exited = once(started, 'exit');
  started.kill('SIGINT');
  expect(await exited).toEqual([0, null]);
  expect(await Promise.all(urls.map(accepts))).toEqual(urls.map(() => false));
  await expect(access(file)).rejects.toThrow();
});

test('a port that is taken is replaced by a free one', async () => {
  const servers = await Promise.all(
    [7071, 7081, 10001].map((port) => serve(() => undefined, { port }).catch(() => undefined)),
  );
  try {
    const { output } = await run('start.ts', 'Ctrl-C stops all of it');
    expect(output).not.toMatch(/127\.0\.0\.1:(7071|7081|10001)\b/);
  } finally {
    await Promise.all(servers.flatMap((server) => (server ? [server.close()] : [])));
  }
});

test('a setting that the app refuses ends all of it with the exit code of the host', async () => {
  const { output, process: started } = await run('start.ts', 'Settings to fix', { PARTNER_CENTER_CLOUD: 'moon' });
  expect(output).toContain('PARTNER_CENTER_CLOUD');
  expect(await once(started, 'exit')).toEqual([1, null]);
  expect(await readdir(join(folder, '.local'))).toEqual([]);
});

test('npm run emulators writes the settings for func start and removes them when it stops', async () => {
  const { process: started } = await run('emulators.ts', 'Ctrl-C stops all of it');
  const file = join(folder, '.local', 'settings.env');
  const settings = await readFile(file, 'utf8');
  for (const name of ['KEY_VAULT_URL', 'PARTNER_CENTER_URL', 'AzureWebJobsStorage', 'NODE_EXTRA_CA_CERTS']) {
    expect(settings).toMatch(new RegExp(`^${name}=.+$`, 'm'));
  }
  if (process.platform !== 'win32') expect((await stat(file)).mode & MODE).toBe(0o600);
  const exited = once(started, 'exit');
  started.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
  await expect(access(file)).rejects.toThrow();
});
