import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forkHost } from '../../local/forkHost.ts';
import { SEED } from '../../local/partnerCenter/seedIds.ts';
import { Deadline } from '../../shared/schemas/deadline.ts';
import { ListDeadlinesResponse } from '../../shared/schemas/listDeadlines.ts';
import { startTestApp, type TestApp } from '../stack.ts';
import { list, scan, SCAN_SETTINGS } from './scanClient.ts';
import { changeRows } from './storedRows.ts';

const HOUR_IN_MS = 3_600_000;
const NAMES = { newCommerceOpen: '+1, "two"', newCommerceJustRenewed: '@three\nfour', newCommerceSuspended: '-5' };

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ settings: SCAN_SETTINGS });
  for (const [seed, friendlyName] of Object.entries(NAMES)) {
    const { subscriptionId } = SEED[seed as keyof typeof NAMES];
    await app.partnerCenter.post(`/_emulator/subscriptions/${subscriptionId}`, { friendlyName });
  }
  await app.partnerCenter.advance('5h');
  await scan(app);
});
afterAll(() => app.close());

/** By Partner Center’s clock, which runs while one looks. */
function expectRemaining({ items }: ListDeadlinesResponse): void {
  expect(items.length).toBeGreaterThan(5);
  for (const { cutoff, remainingSeconds } of items) {
    const expected = (Date.parse(cutoff) - app.clock.now().getTime()) / 1000;
    expect(Math.abs(remainingSeconds - expected)).toBeLessThan(60);
  }
}

describe('Partner Center’s clock', () => {
  it('tells how long is left', async () => {
    expectRemaining(await list(app));
  });

  it('does so in a process that has not asked Partner Center yet, and need not', async () => {
    await app.partnerCenter.delete('/_emulator/requests');
    const successor = forkHost({ port: 0, settings: app.settings, output: 'pipe' });
    try {
      const url = await successor.ready;
      const answer = await fetch(`${url}/api/deadlines?within=7d`, { headers: { 'x-functions-key': app.functionKey } });
      const listed = ListDeadlinesResponse.parse(await answer.json());
      expectRemaining(listed);
      const { items } = await list(app, '?within=7d');
      expect(listed.items.map(({ cutoff }) => cutoff)).toEqual(items.map(({ cutoff }) => cutoff));
    } finally {
      await successor.stop();
    }
    expect(await app.partnerCenter.requests()).toEqual([]);
  });

  it('has no say in whether a scan is overdue', async () => {
    const codes = async () => (await list(app)).warnings.map(({ code }) => code);
    const endedHoursAgo = (hours: number) =>
      changeRows(app, 'scans', ({ state }) =>
        state === 'completed' ? { endedAt: new Date(Date.now() - hours * HOUR_IN_MS).toISOString() } : undefined,
      );
    expect(await endedHoursAgo(25)).toBe(1);
    expect(await codes()).toEqual(['ScanIncomplete']);
    await endedHoursAgo(27);
    expect(await codes()).toEqual(['ScanIncomplete', 'ScanOverdue']);
  });
});

describe('the next page', () => {
  it.each(['within=40d', 'within=999d', 'within=999999h', 'within=60001m', 'within=999999d&kind=cancel&term=p1y'])(
    'is one that can be asked for, in the body and in the header: %s',
    async (query) => {
      const { body, headers } = await app.api('GET', `deadlines?size=1&${query}`);
      const { items, nextLink = '' } = ListDeadlinesResponse.parse(body);
      expect(headers.get('link')).toBe(`<${nextLink}>; rel="next"`);
      expect(nextLink.startsWith(`${app.url}/api/deadlines?`)).toBe(true);
      const next = await list(app, new URL(nextLink).search);
      const both = await list(app, `?size=2&${query}`);
      expect([...items, ...next.items].map(({ subscriptionId }) => subscriptionId)).toEqual(
        both.items.map(({ subscriptionId }) => subscriptionId),
      );
    },
  );

  it('is none behind the last', async () => {
    const { items } = await list(app, '?size=1000');
    const { body, headers } = await app.api('GET', `deadlines?size=${items.length}`);
    expect(body).not.toHaveProperty('nextLink');
    expect(headers.get('link')).toBeNull();
  });
});

/** Cells of a text in RFC 4180. */
function cellsOf(text: string): string[][] {
  const lines: string[][] = [[]];
  for (const [, quoted, plain = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    lines.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === '\r\n') lines.push([]);
  }
  return lines.slice(0, -1);
}

it('as CSV is the same list, with every member a column and no formula', async () => {
  const [heading = [], ...lines] = cellsOf(String((await app.api('GET', 'deadlines?format=csv')).body));
  expect(heading).toEqual([...Object.keys(Deadline.shape), 'remainingSeconds', 'acknowledged']);
  const { items } = await list(app, '?size=1000');
  const known = items.map((item) => {
    const cells: Record<string, unknown> = { ...item, acknowledged: undefined };
    return heading.map((column) => String((cells[column] ?? '') as string | number | boolean));
  });
  const name = heading.indexOf('subscriptionName');
  const left = heading.indexOf('remainingSeconds');
  const comparable = (cells: string[]) => cells.filter((_cell, index) => index !== left);
  expect(lines.map(comparable)).toEqual(
    known.map((cells) => comparable(cells.with(name, (cells[name] ?? '').replace(/^(?=[=+\-@])/, "'")))),
  );
  const names = lines.map((cells) => cells[name]);
  expect(names).toEqual(expect.arrayContaining(Object.values(NAMES).map((text) => `'${text}`)));
});
