import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Agent, fetch } from 'undici';
import { ScanView } from '../../shared/schemas/getScan.ts';
import { forkHost, type HostProcess } from '../../local/forkHost.ts';
import { startStack } from '../../local/stack.ts';
import { ROOT } from '../../scripts/bundle.ts';
import { readPeakMemory } from './peakMemory.ts';

/** A local cloud for one measurement, with the app as it is deployed, in as many processes as wanted. */
export interface ScanBench {
  settings: Record<string, string>;
  ca: string;
  /** Sets switches of Partner Center’s emulator. */
  switches(switches: object): Promise<void>;
  seed(customers: number): Promise<number>;
  /** Starts processes of the app, all at once. */
  startHosts(count: number, settings?: Record<string, string>): Promise<void>;
  stopHosts(): Promise<void>;
  /** Scans all customers and waits for the end. */
  scan(): Promise<ScanView>;
  /** What was asked of Partner Center since the emulator started or was told to forget it. */
  asked(): Promise<{ total: number; throttled: number; firstAt: number; lastAt: number }>;
  forget(): Promise<void>;
  /** The most memory that the processes of the app had, in MB. */
  peakMemoryInMb(): Promise<number>;
  close(): Promise<void>;
}

const SUBSCRIPTIONS_PER_CUSTOMER = 5;
const LOOK_EVERY_MS = 1_000;
const GIVES_UP_AFTER_MS = 15 * 60_000;

/** The bundle, so that what is measured is what runs in Azure; its queues are asked as often as host.json says. */
export async function startScanBench(): Promise<ScanBench> {
  const stack = await startStack();
  const dispatcher = new Agent({ connect: { ca: await readFile(stack.addresses.ca, 'utf8') } });
  const functionKey = randomBytes(32).toString('base64url');
  let hosts: HostProcess[] = [];

  const send = async (method: string, url: string, body?: object): Promise<unknown> => {
    const response = await fetch(url, {
      method,
      dispatcher,
      headers: { 'x-functions-key': functionKey, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${url} was answered with ${response.status}: ${text.slice(0, 500)}`);
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  };
  const control = (method: string, name: string, body?: object): Promise<unknown> =>
    send(method, `${stack.addresses.partnerCenter}/_emulator/${name}`, body);

  const stopHosts = async (): Promise<void> => {
    await Promise.all(hosts.map((host) => host.stop()));
    hosts = [];
  };

  await control('POST', 'switches', { rateLimitPerMinute: 0, rateLimitPerMinutePerCustomer: 0, keepRequests: false });
  return {
    settings: stack.settings,
    ca: stack.addresses.ca,
    switches: async (switches) => void (await control('POST', 'switches', switches)),
    async seed(customers) {
      const order = { customers, subscriptionsPerCustomer: SUBSCRIPTIONS_PER_CUSTOMER, bought: 'year', alone: true };
      return ((await control('POST', 'seed', order)) as { customers: number }).customers;
    },
    async startHosts(count, more = {}) {
      const settings = { ...stack.settings, FUNCTIONS_KEY: functionKey, OPERATION_RETRY_DELAY: '1s', ...more };
      hosts = Array.from({ length: count }, () =>
        forkHost({ port: 0, app: path.join(ROOT), settings, output: 'pipe' }),
      );
      for (const host of hosts) for (const stream of host.streams) stream.resume();
      await Promise.all(hosts.map(({ ready }) => ready));
    },
    stopHosts,
    async scan() {
      const [host] = hosts;
      if (!host) throw new Error('No process of the app runs.');
      const api = `${await host.ready}/api`;
      let scan = ScanView.parse(await send('POST', `${api}/scans`, {}));
      const until = Date.now() + GIVES_UP_AFTER_MS;
      while (scan.state !== 'completed') {
        if (Date.now() > until) throw new Error(`The scan did not end: ${JSON.stringify(scan.customers)}`);
        await delay(LOOK_EVERY_MS);
        scan = ScanView.parse(await send('GET', `${api}/scans/${scan.scanId}`));
      }
      return scan;
    },
    asked: async () => (await control('GET', 'requests/summary')) as Awaited<ReturnType<ScanBench['asked']>>,
    forget: async () => void (await control('DELETE', 'requests')),
    peakMemoryInMb: async () => Math.max(...(await Promise.all(hosts.map(({ pid }) => readPeakMemory(pid))))),
    async close() {
      await stopHosts();
      await dispatcher.destroy();
      await stack.close();
    },
  };
}
