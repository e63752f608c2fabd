import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isSilenced } from '../../../shared/alerts/isSilenced.ts';
import {
  acknowledgementKey,
  createAcknowledgements,
  type Acknowledgements,
} from '../../../shared/deadlines/acknowledgements.ts';
import { createDeadlineTable } from '../../../shared/deadlines/deadlineTable.ts';
import type { Acknowledgement } from '../../../shared/schemas/acknowledgeDeadline.ts';
import { createTable, type Table } from '../../../shared/storage/tables.ts';
import { hoursFromNow, NOW, someDeadline } from '../alerts/someDeadline.ts';
import { openStorage } from '../storage/openStorage.ts';

let storage: Awaited<ReturnType<typeof openStorage>>;
let table: Table;
let acknowledgements: Acknowledgements;
let count = 0;

beforeAll(async () => {
  storage = await openStorage();
});
afterAll(() => storage.close());
beforeEach(() => {
  count += 1;
  table = createTable(storage.clients, `deadlines${count}`);
  acknowledgements = createAcknowledgements(table);
});

const DEADLINE = someDeadline();
const SEATS = someDeadline(0, { kind: 'seats' });
const OTHER = someDeadline(1);
const BRIEF: Acknowledgement = { through: DEADLINE.cutoff, at: NOW.toISOString() };
const FULL: Acknowledgement = {
  ...BRIEF,
  until: hoursFromNow(5),
  by: 'key 0a1b2c3d4e5f',
  note: 'Ticket 4711: it’s “known”',
};

describe('what somebody says to know of', () => {
  it('is kept as it was said', async () => {
    await acknowledgements.set(DEADLINE, FULL);
    await acknowledgements.set(OTHER, BRIEF);
    expect(await acknowledgements.get(DEADLINE)).toStrictEqual(FULL);
    expect(await acknowledgements.get(OTHER)).toStrictEqual(BRIEF);
  });

  it('is nothing at first', async () => {
    expect(await acknowledgements.get(DEADLINE)).toBeUndefined();
    expect(await acknowledgements.all()).toEqual(new Map());
  });

  it('is one kind of one subscription', async () => {
    await acknowledgements.set(SEATS, BRIEF);
    expect(await acknowledgements.get(DEADLINE)).toBeUndefined();
    expect(await acknowledgements.get(someDeadline(1, { kind: 'seats' }))).toBeUndefined();
  });

  it('is what was said last: nothing stays of what was said before', async () => {
    await acknowledgements.set(DEADLINE, FULL);
    await acknowledgements.set(DEADLINE, BRIEF);
    expect(await acknowledgements.get(DEADLINE)).toStrictEqual(BRIEF);
  });

  it('is all found by their deadlines', async () => {
    await acknowledgements.set(DEADLINE, FULL);
    await acknowledgements.set(SEATS, BRIEF);
    await acknowledgements.set(OTHER, BRIEF);
    expect(await acknowledgements.all()).toEqual(
      new Map([
        [acknowledgementKey(DEADLINE), FULL],
        [acknowledgementKey(SEATS), BRIEF],
        [acknowledgementKey(OTHER), BRIEF],
      ]),
    );
  });

  it('is lifted alone, and as often as somebody likes', async () => {
    await acknowledgements.set(DEADLINE, FULL);
    await acknowledgements.set(SEATS, BRIEF);
    await acknowledgements.lift(DEADLINE);
    await acknowledgements.lift(DEADLINE);
    expect([...(await acknowledgements.all()).keys()]).toEqual([acknowledgementKey(SEATS)]);
  });

  it('silences its deadline, until it is lifted', async () => {
    const isSilent = async () => isSilenced(await acknowledgements.get(DEADLINE), new Date(DEADLINE.cutoff), NOW);
    expect(await isSilent()).toBe(false);
    await acknowledgements.set(DEADLINE, BRIEF);
    expect(await isSilent()).toBe(true);
    await acknowledgements.lift(DEADLINE);
    expect(await isSilent()).toBe(false);
  });
});

it('an acknowledgement is touched neither by a scan that finds its deadline again or no more, nor when that has passed', async () => {
  await acknowledgements.set(DEADLINE, FULL);
  const deadlines = createDeadlineTable(table);
  const { customerId } = DEADLINE;
  for (const [round, found] of [[DEADLINE], [], [DEADLINE]].entries()) {
    const known = await deadlines.known(customerId, customerId);
    const readAt = NOW.getTime() + round;
    await deadlines.save([{ customerId, readAt, deadlines: found, isWhole: true, read: [], unreadSeats: [] }], known);
    expect(await acknowledgements.get(DEADLINE)).toStrictEqual(FULL);
  }
  expect(await deadlines.forgetPassed(new Date(hoursFromNow(100)))).toBe(1);
  expect(await acknowledgements.get(DEADLINE)).toStrictEqual(FULL);
});

it('those whose last cutoff has passed long ago are forgotten', async () => {
  const passed = (number: number, hours: number) =>
    acknowledgements.set(someDeadline(number), { ...BRIEF, through: hoursFromNow(hours) });
  await Promise.all([passed(1, -2), passed(2, -1), passed(3, 0), passed(4, 1)]);
  await acknowledgements.forgetPassed(new Date(hoursFromNow(-1)));
  expect([...(await acknowledgements.all()).keys()]).toEqual(
    [2, 3, 4].map((number) => acknowledgementKey(someDeadline(number))),
  );
  await acknowledgements.forgetPassed(new Date(hoursFromNow(2)));
  expect(await acknowledgements.all()).toEqual(new Map());
});
