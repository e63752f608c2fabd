import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { SEED } from '../../../local/partnerCenter/seedIds.ts';
import { SCAN_SETTINGS, viewOf } from '../../functions/scanClient.ts';
import { startTestApp } from '../../stack.ts';
import { endedScan, itemOf, SCAN_ID, scanOf } from '../../scripts/scan/examples.ts';
import { runScan, startScan, startStubApp, type StubApp } from '../../scripts/scan/runScan.ts';

const NOWHERE = { FUNCTIONS_URL: 'http://127.0.0.1:9', FUNCTIONS_KEY: 'key' };
const ONE = SEED.newCommerceOpen.customerId;
const OTHER = SEED.newCommerceClosingSoon.customerId;

const nothingOpen = { items: [], warnings: [] };

let stub: StubApp;

/** Starts the stub of an app whose scan is looked at with the given answers, the last of them for good. */
async function appWithLooks(...looks: object[]): Promise<void> {
  let count = 0;
  stub = await startStubApp((call) => {
    if (call === 'POST scans') return scanOf({ state: 'planning' });
    if (call.startsWith('GET deadlines')) return nothingOpen;
    count += 1;
    return looks[Math.min(count, looks.length) - 1] ?? endedScan();
  });
}

describe('against the app', () => {
  it('scans one customer and lists only what is open of it', async () => {
    const app = await startTestApp({ settings: SCAN_SETTINGS });
    try {
      const env = { FUNCTIONS_URL: app.url, FUNCTIONS_KEY: app.functionKey };
      const all = await runScan([], env);
      expect(all).toMatchObject({ code: 1 });
      expect(all.output).toContain('NOT COMPLETE');
      expect(all.output).toContain(SEED.newCommerceOpen.subscriptionId);
      expect(all.output).toContain(SEED.newCommerceClosingSoon.subscriptionId);

      const { scanId } = viewOf(await app.api('GET', 'scans/latest'));

      const one = await runScan(['--customer', ONE.toUpperCase()], env);
      expect(one).toMatchObject({ code: 0 });
      expect(one.output).toContain('100.0 %  1 of 1 customers');
      expect(one.output).toContain(SEED.newCommerceOpen.subscriptionId);
      expect(one.output).not.toContain(SEED.newCommerceClosingSoon.subscriptionId);

      const followed = await runScan(['--follow', scanId, '--customer', ONE, '--customer', OTHER], env);
      expect(followed).toMatchObject({ code: 1 });
      const rows = followed.output.split('\n').filter((row) => /^\d{4}-/.test(row));
      expect(rows.length).toBeGreaterThan(1);
      for (const row of rows) expect(row).toMatch(/000000000001|000000000002/);
    } finally {
      await app.close();
    }
  });
});

describe('before anything is asked', () => {
  it('refuses what the app would refuse, and says how it is called', async () => {
    const { code, output } = await runScan(['--within', 'soon', '--customer', 'Fabrikam'], NOWHERE);
    expect(code).toBe(2);
    expect(output).toContain('--within must be a duration such as 90m, 48h or 7d.');
    expect(output).toContain('--customer must be a GUID');
    expect(output).toContain('Usage: npm run scan');
    expect(output).not.toContain('does not answer');
  });

  it('refuses a scan id and an option it does not know', async () => {
    expect(await runScan(['--follow', '../customers'], NOWHERE)).toMatchObject({
      code: 2,
      output: expect.stringContaining('--follow must be latest, or the id of a scan.') as string,
    });
    expect(await runScan(['--force'], NOWHERE)).toMatchObject({
      code: 2,
      output: expect.stringContaining("Unknown option '--force'") as string,
    });
  });

  it.each([
    ['FUNCTIONS_URL', 'FUNCTIONS_KEY'],
    ['FUNCTIONS_KEY', 'FUNCTIONS_URL'],
  ])('refuses %s without %s rather than ask another app', async (given, missing) => {
    const { code, output } = await runScan([], { [given]: 'http://127.0.0.1:9', [missing]: '' });
    expect({ code, output }).toEqual({
      code: 2,
      output: `${given} is set, but ${missing} is not. Set both for an app in Azure, or neither for the one that npm start runs in this folder.\n`,
    });
  });

  it('refuses to scan everybody where npm kept the options for itself', async () => {
    const { code, output } = await runScan([], { ...NOWHERE, npm_config_customer: 'x', npm_config_within: '48h' });
    expect(code).toBe(2);
    expect(output).toContain('npm kept --customer and --within for itself: write -- before options.');
    expect(output).toContain('Usage: npm run scan -- [--customer ID]');
  });

  it('prints options, environment and exit codes with --help', async () => {
    const { code, output } = await runScan(['--help'], {});
    expect(code).toBe(0);
    for (const word of ['--customer', '--within', '--follow', 'FUNCTIONS_URL', 'FUNCTIONS_KEY', '130']) {
      expect(output).toContain(word);
    }
  });
});

describe('against an app', () => {
  afterEach(() => stub.close());

  it('reads every page where the app knows no public address, and asks for no more than was asked', async () => {
    const second = itemOf({ customerName: 'Litware' });
    stub = await startStubApp((call) => {
      if (!call.startsWith('GET deadlines')) return endedScan();
      if (call.includes('after=')) return { items: [second], warnings: [] };
      return { items: [itemOf()], nextLink: '/api/deadlines?size=1000&within=7d&after=abc', warnings: [] };
    });
    const { code, output } = await runScan(['--within', '7d', '--customer', ONE], stub.env);
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining('Litware') as string });
    expect(stub.asked).toEqual([
      `POST scans {"customerIds":["${ONE}"]}`,
      `GET deadlines?size=1000&customerId=${ONE}&within=7d`,
      'GET deadlines?size=1000&within=7d&after=abc',
    ]);
  });

  it('goes on following when the app was started anew', async () => {
    await appWithLooks(scanOf());
    const run = startScan([], stub.env);
    await expect.poll(() => stub.asked.length).toBeGreaterThan(1);
    await stub.close();
    await delay(1_000);
    stub = await startStubApp((call) => (call.startsWith('GET deadlines') ? nothingOpen : endedScan()), stub.port);
    const { code, output } = await run.ended;
    expect(code).toBe(0);
    expect(output).toContain(`Trying again for two minutes: ${stub.env.FUNCTIONS_URL} does not answer.`);
  });

  it('finds npm start again, which has another port and another key', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'scan-'));
    await mkdir(join(folder, '.local'));
    const writeAddresses = (functionKey: string): Promise<void> => {
      const addresses = JSON.stringify({ functions: stub.env.FUNCTIONS_URL, functionKey });
      return writeFile(join(folder, '.local', 'addresses.json'), addresses);
    };
    try {
      await appWithLooks(scanOf());
      await writeAddresses('first');
      const run = startScan([], {}, folder);
      await expect.poll(() => stub.asked.length).toBeGreaterThan(1);
      await stub.close();
      await appWithLooks(endedScan());
      await writeAddresses('second');
      expect(await run.ended).toMatchObject({ code: 0 });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('goes on following after a gateway’s page', async () => {
    await appWithLooks({ status: 502, text: '<html>Bad Gateway</html>' }, endedScan());
    const { code, output } = await runScan([], stub.env);
    expect(code).toBe(0);
    expect(output.split('\n')).toEqual([
      'Reading the list of customers …',
      `Trying again for two minutes: The app answered 502 to GET scans/${SCAN_ID}. Bad Gateway`,
      expect.stringContaining('100.0 %  2 of 2 customers'),
      'Nothing is open.',
      '',
      expect.stringContaining('Complete: 2 of 2 customers seen'),
      '',
    ]);
  });

  it('says that the scan goes on, and how to follow it, where it cannot', async () => {
    await appWithLooks({ status: 401, text: '' });
    const { code, output } = await runScan(['--within', '48h'], stub.env);
    expect(code).toBe(2);
    expect(output).toContain(`The scan ${SCAN_ID} goes on as long as the app runs.`);
    expect(output).toContain(`npm run scan -- --follow ${SCAN_ID} --within 48h`);
    expect(output).toContain(`GET scans/${SCAN_ID}`);
  });

  it('does not say that a scan goes on which the app does not know', async () => {
    await appWithLooks({
      status: 404,
      text: '{"error": {"code": "ScanNotFound", "message": "There is no such scan."}}',
    });
    const { code, output } = await runScan([], stub.env);
    expect(code).toBe(2);
    expect(output).toContain('ScanNotFound: There is no such scan.');
    expect(output).not.toContain('goes on');
  });

  it('follows a scan by its id without starting one', async () => {
    await appWithLooks(scanOf(), endedScan({ complete: false }));
    expect(await runScan(['--follow', SCAN_ID], stub.env)).toMatchObject({ code: 1 });
    expect(stub.asked).toEqual([`GET scans/${SCAN_ID}`, `GET scans/${SCAN_ID}`, 'GET deadlines?size=1000']);
  });

  it.skipIf(process.platform === 'win32')('ends by Ctrl-C with a word on the scan that goes on', async () => {
    await appWithLooks(scanOf());
    const run = startScan(['--customer', ONE], stub.env);
    await expect.poll(() => stub.asked.length).toBeGreaterThan(1);
    run.child.kill('SIGINT');
    const { code, output } = await run.ended;
    expect(code).toBe(130);
    expect(output).toContain(`The scan ${SCAN_ID} goes on as long as the app runs.`);
    expect(output).toContain(`npm run scan -- --follow ${SCAN_ID} --customer ${ONE}`);
  });
});
