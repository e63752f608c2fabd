import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_CHARACTERS, rowKeyOf, toDeadline, toDeadlineEntity } from '../../../shared/deadlines/deadlineRows.ts';
import { Deadline } from '../../../shared/schemas/deadline.ts';
import type { Row } from '../../../shared/storage/rows.ts';

const DEADLINE: Deadline = {
  cutoff: '2026-03-10T11:00:00.000Z',
  kind: 'cancel',
  basis: 'cancellationAllowedUntilDate',
  inferred: false,
  refund: 'full',
  fullRefundUntil: '2026-03-06T00:00:00.000Z',
  customerId: '7d1b6e1a-0f0e-4c7e-8a54-000000000001',
  customerName: 'Contoso',
  subscriptionId: 'a4c1340d-6911-4758-bba3-0c4c6007d161',
  quantity: 15,
  commitmentEndDateTime: '2027-03-02T23:59:59.000Z',
  extendedTermRisk: true,
  seenAt: '2026-03-05T02:30:00.000Z',
  scanId: 'scan',
};

const rowOf = (members: Record<string, unknown> = {}, deadline = DEADLINE) =>
  ({ ...toDeadlineEntity(deadline), etag: 'e', ...members }) as Row;
const without = (...names: (keyof Deadline)[]): Partial<Deadline> =>
  Object.fromEntries(Object.entries(DEADLINE).filter(([name]) => !names.includes(name as keyof Deadline)));

describe('the row of a deadline', () => {
  it('tells the deadline it was made of', () => {
    expect(toDeadline(rowOf())).toEqual(DEADLINE);
  });

  it('tells it without an optional member that cannot be read, such as a year of five digits', () => {
    const row = rowOf({ commitmentEndDateTime: '+010000-01-01T07:59:59.999Z', quantity: 'many' });
    expect(toDeadline(row)).toEqual(without('commitmentEndDateTime', 'quantity'));
  });

  it('has its key for what says what the deadline is about', () => {
    const row = rowOf({ cutoff: '', kind: 'odd', customerId: undefined, subscriptionId: 7 });
    expect(toDeadline(row)).toEqual(DEADLINE);
  });

  it.each<[Deadline['kind'], Partial<Deadline>]>([
    ['cancel', { basis: 'refundOptions', inferred: true, extendedTermRisk: false }],
    ['seats', { basis: 'refundableQuantity', inferred: false, extendedTermRisk: false }],
    ['extendedTerm', { basis: 'commitmentEndDateTime', inferred: false, extendedTermRisk: true }],
  ])('of %s claims nothing that it does not tell', (kind, rest) => {
    const { partitionKey, rowKey } = toDeadlineEntity({ ...DEADLINE, kind });
    expect(toDeadline({ partitionKey, rowKey, etag: 'e' })).toEqual({
      cutoff: DEADLINE.cutoff,
      kind,
      ...rest,
      refund: 'unknown',
      customerId: DEADLINE.customerId,
      subscriptionId: DEADLINE.subscriptionId,
      seenAt: '1970-01-01T00:00:00.000Z',
      scanId: '',
    });
  });

  it.each(['', 'odd', `${DEADLINE.cutoff}_a_b_odd`, 'soon_a_b_cancel', '2026-03-10T11:00:00.000Z'])(
    'tells no deadline where neither its members nor its key %s do',
    (rowKey) => {
      expect(toDeadline({ partitionKey: 'open', rowKey, etag: 'e' })).toBeUndefined();
    },
  );

  it('tells a deadline that can be written again, or none, whatever its members are', () => {
    const member = fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(undefined));
    const members = fc.dictionary(fc.constantFrom(...Object.keys(Deadline.shape)), member);
    fc.assert(
      fc.property(members, fc.option(fc.string(), { nil: rowKeyOf(DEADLINE) }), (odd, rowKey) => {
        const deadline = toDeadline(rowOf({ ...odd, rowKey }));
        if (deadline) expect(Deadline.parse(deadline)).toEqual(deadline);
        else expect(rowKey).not.toBe(rowKeyOf(DEADLINE));
      }),
    );
  });

  it('holds no text that is too long, and cuts no character in half', () => {
    const { subscriptionName, status, customerId } = toDeadlineEntity({
      ...DEADLINE,
      subscriptionName: '😀'.repeat(40_000),
      status: 'x'.repeat(MOST_CHARACTERS),
    });
    expect(subscriptionName).toBe('😀'.repeat(MOST_CHARACTERS));
    expect(status).toHaveLength(MOST_CHARACTERS);
    expect(customerId).toBe(DEADLINE.customerId);
  });

  it('leaves room for a hundred in a transaction of 4 MiB, whatever their texts are', () => {
    const texts = Object.fromEntries(
      Object.keys(Deadline.shape).map((name) => [name, '"\u0000\ud800😀'.repeat(10_000)]),
    );
    const { cutoff, customerId, subscriptionId, kind } = DEADLINE;
    const entity = toDeadlineEntity({ ...DEADLINE, ...texts, cutoff, customerId, subscriptionId, kind });
    expect(100 * Buffer.byteLength(JSON.stringify(entity))).toBeLessThan(4 * 1024 * 1024);
  });
});
