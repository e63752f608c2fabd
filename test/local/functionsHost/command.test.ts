import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { appDirectory } from './startFixture.ts';

const HOST = path.join(import.meta.dirname, '..', '..', '..', 'local', 'host.ts');
const ID = '7f3c1f0e-7d0b-4b57-9f4e-1c2f3a4b5c6d';
const SETTINGS = {
  KEY_VAULT_URL: 'https://vault.example',
  PARTNER_TENANT_ID: ID,
  PARTNER_CLIENT_ID: ID,
  AzureWebJobsStorage: 'UseDevelopmentStorage=true',
};

interface Ready {
  type: string;
  url: string;
  functionKey: string;
  functions: { name: string }[];
}

interface Command {
  child: ChildProcess;
  output: { out: string; err: string };
  exited: Promise<number | null>;
}

const running: ChildProcess[] = [];
afterEach(() => running.splice(0).forEach((child) => child.kill('SIGKILL')));

function run(args: string[], env: Record<string, string> = {}): Command {
  const { PATH = '' } = process.env;
  const child = fork(HOST, args, { env: { PATH, ...env }, silent: true, execArgv: [] });
  running.push(child);
  const output = { out: '', err: '' };
  child.stdout?.on('data', (data) => (output.out += String(data)));
  child.stderr?.on('data', (data) => (output.err += String(data)));
  return { child, output, exited: once(child, 'close').then(([code]) => code as number | null) };
}

async function ready({ child, output, exited }: Command): Promise<Ready> {
  const failed = exited.then(() => Promise.reject(new Error(output.err)));
  return Promise.race([once(child, 'message').then(([message]) => message as Ready), failed]);
}

test('settings that are missing stop the start, all named at once', async () => {
  const { output, exited } = run(['--port', '0', '--app', appDirectory('project')]);
  expect(await exited).toBe(1);
  for (const name of ['KEY_VAULT_URL', 'PARTNER_TENANT_ID', 'PARTNER_CLIENT_ID', 'AzureWebJobsStorage']) {
    expect(output.err).toContain(`${name}: is required`);
  }
  expect(output.err).not.toContain('PARTNER_CENTER_ENVIRONMENT');
});

test('it prints the functions, the keys and where it is ready, and ends on SIGTERM', async () => {
  const command = run(['--port', '0', '--app', appDirectory('project')], SETTINGS);
  const { type, url, functionKey, functions } = await ready(command);
  expect([type, functions.map(({ name }) => name)]).toEqual(['ready', ['hello']]);
  await vi.waitFor(() => expect(command.output.out).toContain(`Ready at ${url}`));
  expect(command.output.out).toContain(`hello  [GET] ${url}/api/hello (function)`);
  expect(command.output.out).toContain(`Function key: ${functionKey}`);
  expect((await fetch(`${url}/api/hello`)).status).toBe(401);
  const response = await fetch(`${url}/api/hello?code=${encodeURIComponent(functionKey)}`);
  expect(await response.text()).toBe('from the file');
  command.child.kill('SIGTERM');
  expect(await command.exited).toBe(0);
});

test('the environment goes before local.settings.json, FUNCTIONS_KEY is the function key', async () => {
  const settings = { ...SETTINGS, GREETING: 'from the environment', FUNCTIONS_KEY: 'chosen' };
  const command = run(['--port', '0', '--app', appDirectory('project')], settings);
  const { url, functionKey } = await ready(command);
  expect(functionKey).toBe('chosen');
  expect(await (await fetch(`${url}/api/hello?code=chosen`)).text()).toBe('from the environment');
});

test('an app that streams is served, and ends on SIGTERM', async () => {
  const command = run(['--port', '0', '--app', appDirectory('streaming')]);
  const { url } = await ready(command);
  expect(await (await fetch(`${url}/api/counts`)).text()).toBe('one two three');
  command.child.kill('SIGTERM');
  expect(await command.exited).toBe(0);
});

test('an app that throws while it is loaded ends the command with the reason and its stack', async () => {
  const { output, exited } = run(['--port', '0', '--app', appDirectory('broken')]);
  expect(await exited).toBe(1);
  expect(output.err).toMatch(/Cannot load app\.ts: a setting of this app is missing\n.*\n\s+at /);
});

test('an uncaught exception is printed, fails what runs, and the host goes on', async () => {
  const command = run(['--port', '0', '--app', appDirectory('crashing')]);
  const { url } = await ready(command);
  expect((await fetch(`${url}/api/crash`)).status).toBe(500);
  expect(await (await fetch(`${url}/api/alive`)).text()).toBe('alive');
  expect(command.output.err).toContain('outside any handler');
});

test('an unknown option and a port in use are explained', async () => {
  const wrong = run(['--prot', '1']);
  expect(await wrong.exited).toBe(1);
  expect(wrong.output.err).toContain('Usage: npm run host');

  const first = run(['--port', '0', '--app', appDirectory('crashing')]);
  const { port } = new URL((await ready(first)).url);
  const second = run(['--port', port, '--app', appDirectory('crashing')]);
  expect(await second.exited).toBe(1);
  expect(second.output.err).toContain('EADDRINUSE');
});
