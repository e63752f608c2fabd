import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { KeyVaultSecrets } from '../../../shared/credentials/keyVaultSecrets.ts';
import { createSealer } from '../../../shared/credentials/sealer.ts';
import { CreateWebhookRequest } from '../../../shared/schemas/createWebhook.ts';
import type { Row } from '../../../shared/storage/rows.ts';
import { createTable, type Table } from '../../../shared/storage/tables.ts';
import { sameRowKey, webhookRowKey, WEBHOOKS } from '../../../shared/webhooks/webhookRecord.ts';
import { createWebhooks, type WebhookRequest, type Webhooks } from '../../../shared/webhooks/webhooks.ts';
import { NOW } from '../alerts/someDeadline.ts';
import { dyingTable } from '../storage/dyingTable.ts';
import { openStorage } from '../storage/openStorage.ts';
import { memoryVault } from './memoryVault.ts';

const HOUR = 3_600_000;
const CALLBACK = 'https://receiver.example:8443/hooks/7f3a?sig=a-secret-of-the-receiver';
const EVENTS = ['subscription.cutoff_approaching'];
const ALFA = 'c0000000-0000-4000-8000-00000000000a';
const BRAVO = 'c0000000-0000-4000-8000-00000000000b';

let storage: Awaited<ReturnType<typeof openStorage>>;
let table: Table;
let vault: KeyVaultSecrets;
let webhooks: Webhooks;
let other: Webhooks;
let at: number;
let count = 0;

beforeAll(async () => {
  storage = await openStorage();
});
afterAll(() => storage.close());
beforeEach(() => {
  count += 1;
  at = NOW.getTime();
  table = createTable(storage.clients, `webhooks${count}`);
  vault = memoryVault();
  webhooks = start();
  other = start();
});

/** As another process does: with keys of its own reading. */
function start(own = table): Webhooks {
  return createWebhooks({ table: own, sealer: createSealer({ webhookKeyName: 'key' }, vault), now: () => at });
}

const newSecret = () => `whsec_${randomBytes(32).toString('base64')}`;

/** What is asked for, as it was read from a call. */
function asked(body: object = {}): WebhookRequest {
  const request = CreateWebhookRequest.parse({
    path: {},
    query: {},
    headers: {},
    body: { callback: CALLBACK, events: EVENTS, ...body },
  });
  return { ...request.body, callback: new URL(request.body.callback) };
}

/** All rows but the one that callbacks are hashed with. */
async function rows(): Promise<Row[]> {
  const all: Row[] = [];
  for await (const row of table.query({ filter: '' })) if (row.rowKey !== 'salt') all.push(row);
  return all;
}

describe('a webhook', () => {
  it('is made as it was asked for', async () => {
    const body = { name: 'Team', format: 'teams', stages: ['6h', '3d'], filter: { minQuantity: 10 } };
    const { record, isNew } = await webhooks.register(asked(body));
    expect(isNew).toBe(true);
    expect(record).toEqual({
      webhookId: expect.stringMatching(/^[\w-]{22}$/) as string,
      name: 'Team',
      callback: expect.any(String) as string,
      origin: 'https://receiver.example:8443',
      secret: expect.any(String) as string,
      format: 'teams',
      events: EVENTS,
      stagesInMs: [72 * HOUR, 6 * HOUR],
      filter: { minQuantity: 10 },
      state: 'active',
      createdAt: NOW.toISOString(),
      updatedAt: NOW.toISOString(),
      tokenVersion: expect.any(String) as string,
      sameHash: expect.any(String) as string,
    });
    expect(await other.read(record.webhookId)).toEqual(record);
  });

  it('gets a secret that is told this once, unless one is given', async () => {
    const made = await webhooks.register(asked());
    expect(made.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect((await webhooks.open(made.record)).secrets).toEqual([made.secret]);
    expect(await webhooks.register(asked())).not.toHaveProperty('secret');
    const secret = newSecret();
    const given = await webhooks.register(asked({ secret, filter: { minQuantity: 1 } }));
    expect(given).not.toHaveProperty('secret');
    expect((await webhooks.open(given.record)).secrets).toEqual([secret]);
  });

  it('is opened by another process: where to, and signed with what', async () => {
    const { record, secret } = await webhooks.register(asked());
    const opened = await other.open((await other.read(record.webhookId)) ?? record);
    expect(opened).toEqual({ record, callback: new URL(CALLBACK), secrets: [secret] });
  });

  it('keeps neither its callback nor its secrets in clear text', async () => {
    const secrets = [newSecret(), newSecret()];
    for (const secret of secrets) await webhooks.register(asked({ secret }));
    const made = await webhooks.register(asked({ filter: { minQuantity: 1 } }));
    const stored = await rows();
    expect(stored).toHaveLength(4);
    const texts = stored.flatMap((row) => Object.values(row).map(String));
    const clear = [CALLBACK, '/hooks/7f3a', 'a-secret-of-the-receiver', ...secrets, made.secret ?? ''];
    for (const text of clear) {
      const body = text.replace('whsec_', '');
      const written = [body, Buffer.from(body).toString('base64'), Buffer.from(body).toString('base64url')];
      written.push(Buffer.from(body, 'base64').toString('base64url'), Buffer.from(body, 'base64').toString('hex'));
      for (const form of written.filter(({ length }) => length > 8)) {
        expect(texts.filter((value) => value.includes(form))).toEqual([]);
      }
    }
  });

  it('is not opened with what was sealed for another', async () => {
    const one = await webhooks.register(asked());
    const two = await webhooks.register(asked({ filter: { minQuantity: 1 } }));
    await expect(webhooks.open({ ...one.record, callback: two.record.callback })).rejects.toThrow();
    await expect(webhooks.open({ ...one.record, secret: two.record.secret })).rejects.toThrow();
    await expect(webhooks.open({ ...one.record, secret: one.record.callback })).rejects.toThrow();
  });

  it('has a token of its own that stays, also for another process', async () => {
    const [one, two] = [
      await webhooks.register(asked()),
      await webhooks.register(asked({ filter: { minQuantity: 1 } })),
    ];
    const token = await webhooks.tokenOf(one.record);
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(await other.tokenOf((await other.register(asked())).record)).toBe(token);
    expect(await webhooks.tokenOf(two.record)).not.toBe(token);
  });
});

describe('asking again for the same callback and filter', () => {
  it('is the same webhook, which hears of these events too; what is not given stays', async () => {
    const body = { name: 'Team', format: 'teams', stages: ['6h'], filter: { minQuantity: 10, terms: ['P1Y'] } };
    const { record } = await webhooks.register(asked(body));
    at += HOUR;
    const events = ['scan.completed', 'credential.expiring'];
    const again = await other.register(asked({ events, filter: { terms: ['P1Y'], minQuantity: 10 } }));
    expect(again).toEqual({
      isNew: false,
      wasDisabled: false,
      record: {
        ...record,
        events: ['credential.expiring', 'scan.completed', 'subscription.cutoff_approaching'],
        updatedAt: new Date(at).toISOString(),
      },
    });
    expect(await webhooks.read(record.webhookId)).toEqual(again.record);
    expect((await webhooks.list()).records).toEqual([again.record]);
  });

  it('changes what is given', async () => {
    await webhooks.register(asked({ name: 'Team', stages: ['6h'] }));
    const { record } = await webhooks.register(asked({ name: 'Others', stages: ['1h', '2h'], format: 'teams' }));
    expect(record).toMatchObject({ name: 'Others', stagesInMs: [2 * HOUR, HOUR], format: 'teams' });
  });

  it('finds it in whatever order the members of the filter are given', async () => {
    const filter = fc.record(
      {
        customerIds: fc.uniqueArray(fc.constantFrom(ALFA, BRAVO, ALFA.toUpperCase()), { minLength: 1 }),
        resellers: fc.uniqueArray(fc.constantFrom('4847383', '12', ALFA), { minLength: 1 }),
        terms: fc.uniqueArray(fc.constantFrom('P1M', 'P1Y', 'p3y'), { minLength: 1 }),
        minQuantity: fc.integer({ min: 1, max: 3 }),
      },
      { requiredKeys: [] },
    );
    /** Reading a call puts its members in order, but not their values. */
    const reversed = (wanted: object = {}): object =>
      Object.fromEntries(
        Object.entries(wanted)
          .toReversed()
          .map(([name, value]: [string, unknown]) => [
            name,
            Array.isArray(value) ? [...(value as string[]).toReversed(), ...(value as string[])] : value,
          ]),
      );
    await fc.assert(
      fc.asyncProperty(filter, async (wanted) => {
        const request = asked({ filter: wanted });
        const { record } = await webhooks.register(request);
        expect(await webhooks.register({ ...request, filter: reversed(request.filter) })).toMatchObject({
          isNew: false,
          record: { webhookId: record.webhookId, filter: record.filter },
        });
      }),
      { numRuns: 10 },
    );
  });

  it.each([
    ['another callback', { callback: `${CALLBACK}x` }],
    ['another filter', { filter: { minQuantity: 2 } }],
    ['a further filter', { filter: { minQuantity: 1, terms: ['P1Y'] } }],
    ['no filter', { filter: undefined }],
    ['the same values for something else', { filter: { customerIds: [ALFA] } }],
  ])('but %s is another webhook', async (_, changes) => {
    const [one, two] = [{ minQuantity: 1 }, { resellers: [ALFA] }];
    const made = await Promise.all([one, two].map((filter) => webhooks.register(asked({ filter }))));
    const { record, isNew } = await webhooks.register(asked({ filter: one, ...changes }));
    expect(isNew).toBe(true);
    expect(made.map((before) => before.record.webhookId)).not.toContain(record.webhookId);
  });

  it('by many at once makes one webhook, with what all of them ask for', async () => {
    const events = ['scan.completed', 'scan.overdue', 'operation.completed', 'credential.expiring'];
    const made = await Promise.all(
      events.map((event, index) => (index % 2 ? webhooks : other).register(asked({ events: [event] }))),
    );
    expect(made.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(new Set(made.map(({ record }) => record.webhookId)).size).toBe(1);
    const { records } = await webhooks.list();
    expect(records).toMatchObject([{ events: events.toSorted() }]);
    expect(await rows()).toHaveLength(2);
    expect((await webhooks.open(records[0] ?? (made[0]?.record as never))).secrets).toEqual(
      made.flatMap(({ secret }) => secret ?? []),
    );
  });
});

describe('a secret that is changed', () => {
  const secretsOf = async (webhookId: string) => {
    const record = await other.read(webhookId);
    return record && (await other.open(record)).secrets;
  };

  it('signs beside the former one for 24 hours', async () => {
    const [former, present] = [newSecret(), newSecret()];
    const { record } = await webhooks.register(asked({ secret: former }));
    at += HOUR;
    await webhooks.register(asked({ secret: present }));
    expect(await secretsOf(record.webhookId)).toEqual([present, former]);
    at += 24 * HOUR - 1;
    expect(await secretsOf(record.webhookId)).toEqual([present, former]);
    at += 1;
    expect(await secretsOf(record.webhookId)).toEqual([present]);
  });

  it('is not changed by asking without one, nor for the same', async () => {
    const [former, present] = [newSecret(), newSecret()];
    const { record } = await webhooks.register(asked({ secret: former }));
    await webhooks.register(asked({ secret: former }));
    expect(await secretsOf(record.webhookId)).toEqual([former]);
    await webhooks.register(asked({ secret: present }));
    at += HOUR;
    await webhooks.register(asked());
    await webhooks.register(asked({ secret: present }));
    expect(await secretsOf(record.webhookId)).toEqual([present, former]);
    at += 23 * HOUR;
    expect(await secretsOf(record.webhookId)).toEqual([present]);
  });

  it('may be changed back', async () => {
    const [one, two] = [newSecret(), newSecret()];
    const { record } = await webhooks.register(asked({ secret: one }));
    await webhooks.register(asked({ secret: two }));
    await webhooks.register(asked({ secret: one }));
    expect(await secretsOf(record.webhookId)).toEqual([one, two]);
  });

  it('holds under a key that was rotated meanwhile', async () => {
    const [former, present] = [newSecret(), newSecret()];
    const { record } = await webhooks.register(asked({ secret: former }));
    const token = await webhooks.tokenOf(record);
    await vault.set('key', randomBytes(32).toString('base64'));
    const changed = await start().register(asked({ secret: present }));
    expect(changed.record.secret.split('.')[0]).not.toBe(record.secret.split('.')[0]);
    expect(await secretsOf(record.webhookId)).toEqual([present, former]);
    expect(await start().tokenOf(changed.record)).toBe(token);
  });
});

describe('a webhook that is disabled', () => {
  it('says why, until it is asked for again', async () => {
    const { record } = await webhooks.register(asked());
    at += HOUR;
    await webhooks.disable(record.webhookId, 'The callback answered 410.');
    const disabled = { state: 'disabled', disabledReason: 'The callback answered 410.' };
    expect(await other.read(record.webhookId)).toEqual({
      ...record,
      ...disabled,
      updatedAt: new Date(at).toISOString(),
    });
    await other.disable(record.webhookId, 'Another reason.');
    expect(await webhooks.read(record.webhookId)).toMatchObject(disabled);
    const again = await other.register(asked());
    expect(again).toEqual({
      isNew: false,
      wasDisabled: true,
      record: { ...record, updatedAt: new Date(at).toISOString() },
    });
    expect(await webhooks.read(record.webhookId)).toEqual(again.record);
  });

  it('may be gone already', async () => {
    await webhooks.disable('none', 'gone');
    expect(await rows()).toEqual([]);
  });
});

describe('a webhook that is removed', () => {
  it('leaves nothing, and is made anew when asked for', async () => {
    const { record } = await webhooks.register(asked());
    await webhooks.remove(record);
    expect(await rows()).toEqual([]);
    await webhooks.remove(record);
    expect(await webhooks.read(record.webhookId)).toBeUndefined();
    const again = await webhooks.register(asked({ events: ['scan.completed'] }));
    expect(again).toMatchObject({ isNew: true, record: { events: ['scan.completed'] } });
    expect(again.record.webhookId).not.toBe(record.webhookId);
  });

  it('does not take the one with it that was made for the same since', async () => {
    const { record } = await webhooks.register(asked());
    await webhooks.remove(record);
    const again = await webhooks.register(asked());
    await other.remove(record);
    expect(await webhooks.register(asked())).toMatchObject({
      isNew: false,
      record: { webhookId: again.record.webhookId },
    });
  });

  it('by a process that ended in the middle of it is made anew all the same, also by two at once', async () => {
    const { record } = await webhooks.register(asked());
    await expect(start(dyingTable(table, 1)).remove(record)).rejects.toThrow('killed');
    expect((await rows()).map(({ rowKey }) => rowKey)).toEqual([sameRowKey(record.sameHash)]);
    const made = await Promise.all([webhooks, other].map((one) => one.register(asked())));
    expect(made.filter(({ isNew }) => isNew)).toHaveLength(1);
    const ids = new Set(made.map((one) => one.record.webhookId));
    expect([...ids]).toEqual((await webhooks.list()).records.map(({ webhookId }) => webhookId));
    expect(ids).not.toContain(record.webhookId);
    expect(await rows()).toHaveLength(2);
  });
});

describe('the list', () => {
  it('is empty at first', async () => {
    expect(await webhooks.list()).toEqual({ records: [], unreadable: 0 });
  });

  it('holds the oldest first', async () => {
    const made: string[] = [];
    for (const minQuantity of [1, 2, 3, 4, 5]) {
      at += 1;
      made.push((await webhooks.register(asked({ filter: { minQuantity } }))).record.webhookId);
    }
    expect((await other.list()).records.map(({ webhookId }) => webhookId)).toEqual(made);
  });

  it('counts what this version of the app cannot read, and shows the rest', async () => {
    const { record } = await webhooks.register(asked());
    const rest = { partitionKey: WEBHOOKS, createdAt: NOW.toISOString() };
    await table.insert({ ...rest, rowKey: webhookRowKey('later'), format: 'xml' });
    await table.insert({ ...rest, rowKey: webhookRowKey('broken'), events: '[' });
    expect(await webhooks.list()).toEqual({ records: [record], unreadable: 2 });
  });
});
