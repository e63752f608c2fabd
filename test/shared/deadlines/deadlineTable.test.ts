import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CUSTOMERS, OPEN, rowKeyOf, toCustomerKeys } from '../../../shared/deadlines/deadlineRows.ts';
import { createDeadlineTable, type DeadlineQuery } from '../../../shared/deadlines/deadlineTable.ts';
import type { Deadline } from '../../../shared/schemas/deadline.ts';
import { filter } from '../../../shared/storage/filter.ts';
import { createTable, type Table } from '../../../shared/storage/tables.ts';
import { dyingTable } from '../storage/dyingTable.ts';
import { openStorage } from '../storage/openStorage.ts';
import { pausingTable } from '../storage/pausingTable.ts';

const ALFA = '00000000-0000-4000-8000-00000000000a';
const BRAVO = '00000000-0000-4000-8000-00000000000b';
const MONDAY = new Date('2026-11-23T02:30:00Z');
const TUESDAY = new Date('2026-11-24T02:30:00Z');

let storage: Awaited<ReturnType<typeof openStorage>>;
let count = 0;

beforeAll(async () => {
  storage = await openStorage();
});
afterAll(() => storage.close());

function newTable(): Table {
  count += 1;
  return createTable(storage.clients, `deadlines${count}`);
}

function deadline(customerId: string, subscription: number, cutoff: string, more: Partial<Deadline> = {}): Deadline {
  return {
    cutoff: new Date(cutoff).toISOString(),
    kind: 'cancel',
    basis: 'cancellationAllowedUntilDate',
    inferred: false,
    refund: 'partial',
    customerId,
    subscriptionId: `00000000-0000-4000-8000-${String(subscription).padStart(12, '0')}`,
    product: 'CFQ7TTC0LH18:0001',
    termDuration: 'P1Y',
    partnerIdOnRecord: '4847383',
    resellerId: 'b6a4f0a1-5c0e-4a70-9f0a-0c1de0000001',
    extendedTermRisk: false,
    seenAt: MONDAY.toISOString(),
    scanId: 'scan',
    ...more,
  };
}

const found = (
  customerId: string,
  deadlines: Deadline[],
  { seenAt = MONDAY, isWhole = true, read = [] as string[], unreadSeats = [] as string[] } = {},
) => ({
  customerId,
  readAt: seenAt.getTime(),
  deadlines,
  isWhole,
  read,
  unreadSeats,
});

async function open(table: Table, query: Partial<DeadlineQuery> = {}): Promise<string[]> {
  const read: string[] = [];
  for await (const { deadline } of createDeadlineTable(table).read({ from: MONDAY, ...query })) {
    read.push(
      `${deadline.cutoff.slice(0, 10)} ${deadline.customerId.slice(-1)}${Number(deadline.subscriptionId.slice(-12))}`,
    );
  }
  return read;
}

/** What the rows of customers name, which must be what is open. */
async function named(table: Table): Promise<string[]> {
  const keys: string[] = [];
  for await (const row of table.query({ filter: filter`PartitionKey eq ${CUSTOMERS}` }))
    keys.push(...toCustomerKeys(row).keys);
  return keys.sort();
}

async function openKeys(table: Table): Promise<string[]> {
  const keys: string[] = [];
  for await (const { rowKey } of table.query({ filter: filter`PartitionKey eq ${OPEN}` })) keys.push(rowKey);
  return keys.sort();
}

/** One scan’s look at some customers, as a process does it that knows only what the table tells. */
async function scan(table: Table, ...customers: ReturnType<typeof found>[]): Promise<void> {
  const deadlines = createDeadlineTable(table);
  const known = await deadlines.known(ALFA, BRAVO);
  await deadlines.save(customers, known);
}

describe('what a scan found', () => {
  it('is listed soonest first, over all customers', async () => {
    const table = newTable();
    await scan(
      table,
      found(ALFA, [deadline(ALFA, 1, '2026-11-27'), deadline(ALFA, 2, '2026-11-25')]),
      found(BRAVO, [deadline(BRAVO, 3, '2026-11-26')]),
    );
    expect(await open(table)).toEqual(['2026-11-25 a2', '2026-11-26 b3', '2026-11-27 a1']);
  });

  it('replaces what the scan before found: moved, gone and new', async () => {
    const table = newTable();
    await scan(table, found(ALFA, [deadline(ALFA, 1, '2026-11-27'), deadline(ALFA, 2, '2026-11-25')]));
    await scan(
      table,
      found(ALFA, [deadline(ALFA, 1, '2026-11-28'), deadline(ALFA, 3, '2026-11-26')], { seenAt: TUESDAY }),
    );
    expect(await open(table)).toEqual(['2026-11-26 a3', '2026-11-28 a1']);
    expect(await named(table)).toEqual(await openKeys(table));
  });

  it('is all of a customer only where all could be read', async () => {
    const table = newTable();
    await scan(table, found(ALFA, [deadline(ALFA, 1, '2026-11-27')]));
    await scan(table, found(ALFA, [deadline(ALFA, 2, '2026-11-25')], { seenAt: TUESDAY, isWhole: false }));
    expect(await open(table)).toEqual(['2026-11-25 a2', '2026-11-27 a1']);
  });

  it('is no longer listed once its subscription is withdrawn, and never again unless a scan finds it', async () => {
    const table = newTable();
    const [seats, cancel] = [deadline(ALFA, 1, '2026-11-25', { kind: 'seats' }), deadline(ALFA, 1, '2026-11-27')];
    await scan(
      table,
      found(ALFA, [seats, cancel, deadline(ALFA, 2, '2026-11-26')]),
      found(BRAVO, [deadline(BRAVO, 1, '2026-11-26')]),
    );
    const deadlines = createDeadlineTable(table);
    await deadlines.withdraw(ALFA.toUpperCase(), [cancel.subscriptionId.toUpperCase()]);
    await deadlines.withdraw('00000000-0000-4000-8000-00000000000c', [cancel.subscriptionId]);
    expect(await open(table)).toEqual(['2026-11-26 a2', '2026-11-26 b1']);
    await scan(table, found(ALFA, [deadline(ALFA, 2, '2026-11-26')], { seenAt: TUESDAY }));
    expect(await open(table)).toEqual(['2026-11-26 a2', '2026-11-26 b1']);
    expect(await named(table)).toEqual(await openKeys(table));
    await scan(table, found(ALFA, [cancel], { seenAt: TUESDAY }));
    expect(await open(table)).toEqual(['2026-11-26 b1', '2026-11-27 a1']);
  });

  it('is all of each subscription that could be read, whatever else could not', async () => {
    const table = newTable();
    const [moved, gone, unread] = [1, 2, 3].map((number) => deadline(ALFA, number, '2026-11-27'));
    if (!moved || !gone || !unread) throw new Error('Three deadlines are missing.');
    await scan(table, found(ALFA, [moved, gone, unread]));
    const later = {
      seenAt: TUESDAY,
      isWhole: false,
      read: [moved.subscriptionId, gone.subscriptionId],
    };
    await scan(table, found(ALFA, [deadline(ALFA, 1, '2026-11-28')], later));
    expect(await open(table)).toEqual(['2026-11-27 a3', '2026-11-28 a1']);
    expect(await named(table)).toEqual(await openKeys(table));
  });

  it.each<[string, object]>([
    ['says that it was seen a year ahead', { readAt: Date.now() + 365 * 86_400_000 }],
    ['does not say when it was seen', { readAt: 'x' }],
    ['names what cannot be read', { keys: '[' }],
  ])('is kept where the row of the customer %s', async (_what, garbled) => {
    const table = newTable();
    await scan(table, found(ALFA, [deadline(ALFA, 1, '2026-11-27')]), found(BRAVO, []));
    const row = await table.get(CUSTOMERS, ALFA);
    await table.replace({ ...row, partitionKey: CUSTOMERS, rowKey: ALFA, ...garbled }, row?.etag ?? '');
    const both = [deadline(ALFA, 1, '2026-11-27'), deadline(ALFA, 2, '2026-11-26')];
    await scan(table, found(ALFA, both, { seenAt: TUESDAY }), found(BRAVO, [deadline(BRAVO, 3, '2026-11-25')]));
    expect(await open(table)).toEqual(['2026-11-25 b3', '2026-11-26 a2', '2026-11-27 a1']);
    expect(await named(table)).toEqual(await openKeys(table));
  });

  it('does not undo what another scan has seen later', async () => {
    const table = newTable();
    const early = createDeadlineTable(table);
    const known = await early.known(ALFA, BRAVO);
    await scan(table, found(ALFA, [deadline(ALFA, 1, '2026-11-28')], { seenAt: TUESDAY }));
    await early.save(
      [found(ALFA, [deadline(ALFA, 1, '2026-11-27')]), found(BRAVO, [deadline(BRAVO, 3, '2026-11-26')])],
      known,
    );
    expect(await open(table)).toEqual(['2026-11-26 b3', '2026-11-28 a1']);
    expect(await named(table)).toEqual(await openKeys(table));
  });

  it('keeps the seats that another scan knows of where it did not look at them', async () => {
    const table = newTable();
    const seats = [1, 2].map((subscription) => deadline(ALFA, subscription, '2026-11-25', { kind: 'seats' }));
    const whole = createDeadlineTable(table);
    const known = await whole.known(ALFA, BRAVO);
    await scan(table, found(ALFA, seats));
    const [{ subscriptionId = '' } = {}] = seats;
    const late = found(ALFA, [deadline(ALFA, 3, '2026-11-27')], { seenAt: TUESDAY, unreadSeats: [subscriptionId] });
    await whole.save([late], known);
    expect(await open(table)).toEqual(['2026-11-25 a1', '2026-11-27 a3']);
    expect(await named(table)).toEqual(await openKeys(table));
  });

  it.each<[string, Deadline[], Deadline[]]>([
    ['lists what is gone', [deadline(ALFA, 1, '2026-11-27')], []],
    ['takes away what is new', [], [deadline(ALFA, 1, '2026-11-27')]],
  ])('of one that stands still between two writes %s, until it looks again', async (_what, before, after) => {
    const table = newTable();
    await scan(table, found(ALFA, [deadline(ALFA, 1, '2026-11-27'), deadline(ALFA, 9, '2026-11-30')]));
    const slow = createDeadlineTable(
      pausingTable(table, 1, () => scan(table, found(ALFA, after, { seenAt: new Date(MONDAY.getTime() + 1_000) }))),
    );
    const known = await slow.known(ALFA, BRAVO);
    await slow.save([found(ALFA, before)], known);
    expect(await slow.overtaken([ALFA, BRAVO], known)).toEqual([ALFA]);
    const again = createDeadlineTable(table);
    const rows = await again.known(ALFA, BRAVO);
    await again.save([found(ALFA, after, { seenAt: TUESDAY })], rows);
    expect(await again.overtaken([ALFA, BRAVO], rows)).toEqual([]);
    expect(await openKeys(table)).toEqual(after.map(rowKeyOf));
    expect(await named(table)).toEqual(await openKeys(table));
  });

  it('is the same twice', async () => {
    const table = newTable();
    const twice = [found(ALFA, [deadline(ALFA, 1, '2026-11-27'), deadline(ALFA, 1, '2026-11-27')])];
    await scan(table, ...twice);
    await scan(table, ...twice);
    expect(await open(table)).toEqual(['2026-11-27 a1']);
  });

  it('may be more than one transaction holds', async () => {
    const table = newTable();
    const many = Array.from({ length: 230 }, (_, index) => deadline(ALFA, index, '2026-11-27'));
    await scan(table, found(ALFA, many));
    expect(await open(table)).toHaveLength(230);
    await scan(table, found(ALFA, [], { seenAt: TUESDAY }));
    expect(await openKeys(table)).toEqual([]);
  });
});

describe('a process that is killed while it writes', () => {
  const before = [deadline(ALFA, 1, '2026-11-27'), deadline(ALFA, 2, '2026-11-25')];
  const after = [deadline(ALFA, 1, '2026-11-28'), deadline(ALFA, 3, '2026-11-26')];

  it.each([0, 1, 2, 3, 4, 5])(
    'before write %i leaves nothing behind that the next does not put right',
    async (steps) => {
      const table = newTable();
      await scan(table, found(ALFA, before));
      const killed = scan(dyingTable(table, steps), found(ALFA, after, { seenAt: TUESDAY }));
      await killed.catch((error: unknown) => expect(String(error)).toContain('killed'));
      await scan(table, found(ALFA, [deadline(ALFA, 4, '2026-11-29')], { seenAt: TUESDAY }));
      expect(await open(table)).toEqual(['2026-11-29 a4']);
      expect(await named(table)).toEqual(await openKeys(table));
    },
  );
});

describe('what is asked for', () => {
  let table: Table;

  beforeAll(async () => {
    table = newTable();
    await scan(
      table,
      found(ALFA, [
        deadline(ALFA, 1, '2026-11-23T02:30:00Z'),
        deadline(ALFA, 2, '2026-11-25', { kind: 'seats', product: 'CFQ7TTC0LH1:0001' }),
        deadline(ALFA, 3, '2026-11-26', { termDuration: 'P1M', partnerIdOnRecord: '5', resellerId: ALFA }),
      ]),
      found(BRAVO, [
        deadline(BRAVO, 4, '2026-11-27'),
        deadline(BRAVO, 5, '2026-11-28', { product: 'CFQ7TTC0LH18:0002' }),
      ]),
    );
  });

  it.each<[string, Partial<DeadlineQuery>, string[]]>([
    ['now is no longer listed', {}, ['2026-11-25 a2', '2026-11-26 a3', '2026-11-27 b4', '2026-11-28 b5']],
    ['until an instant includes it', { until: new Date('2026-11-26') }, ['2026-11-25 a2', '2026-11-26 a3']],
    ['of one customer, whatever the case', { customerId: BRAVO.toUpperCase() }, ['2026-11-27 b4', '2026-11-28 b5']],
    ['of a reseller by PartnerID', { reseller: '5' }, ['2026-11-26 a3']],
    ['of a reseller by tenant', { reseller: ALFA.toUpperCase() }, ['2026-11-26 a3']],
    ['of a product', { product: 'cfq7ttc0lh18' }, ['2026-11-26 a3', '2026-11-27 b4', '2026-11-28 b5']],
    ['of a product and SKU', { product: 'CFQ7TTC0LH18:0002' }, ['2026-11-28 b5']],
    ['of a term', { termDuration: 'p1m' }, ['2026-11-26 a3']],
    ['of a kind', { kind: 'seats' }, ['2026-11-25 a2']],
    [
      'behind a key that has passed begins with now',
      { after: '2026-01-01T00:00:00.000Z_x' },
      ['2026-11-25 a2', '2026-11-26 a3', '2026-11-27 b4', '2026-11-28 b5'],
    ],
    ['behind a key goes on there', { after: '2026-11-26T00:00:00.000Z_z' }, ['2026-11-27 b4', '2026-11-28 b5']],
  ])('%s', async (_what, query, expected) => {
    expect(await open(table, query)).toEqual(expected);
  });

  it('goes on behind a row', async () => {
    const keys: string[] = [];
    for await (const { rowKey } of createDeadlineTable(table).read({ from: MONDAY })) keys.push(rowKey);
    expect(await open(table, { after: keys[1] })).toEqual(['2026-11-27 b4', '2026-11-28 b5']);
  });
});

describe('what has passed', () => {
  it('is forgotten, and so are the customers that have nothing else', async () => {
    const table = newTable();
    await scan(
      table,
      found(ALFA, [deadline(ALFA, 1, '2026-11-24'), deadline(ALFA, 2, '2026-11-30')]),
      found(BRAVO, [deadline(BRAVO, 3, '2026-11-24')]),
    );
    expect(await createDeadlineTable(table).forgetPassed(new Date('2026-11-25'))).toBe(2);
    expect(await open(table)).toEqual(['2026-11-30 a2']);
    expect(await createDeadlineTable(table).known(ALFA, BRAVO)).toHaveProperty('size', 1);
  });
});
