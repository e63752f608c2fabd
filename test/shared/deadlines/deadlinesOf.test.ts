import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowKeyOf } from '../../../shared/deadlines/deadlineRows.ts';
import { deadlinesOf, productKey, type Found } from '../../../shared/deadlines/deadlinesOf.ts';
import { windowsOf } from '../../../shared/deadlines/windows.ts';
import { Deadline } from '../../../shared/schemas/deadline.ts';
import { Subscription } from '../../../shared/schemas/subscription.ts';
import { batches, MARKETPLACE, NCE, UNTIL } from './windowSamples.ts';

const NOW = new Date('2026-03-05T02:30:00Z');
const DAY_IN_MS = 86_400_000;
const SEATS_UNTIL = '2026-03-11T09:00:00Z';

const FOUND: Found = {
  customerId: '7D1B6E1A-0F0E-4C7E-8A54-000000000001',
  customerName: 'Contoso',
  scanId: 'scan',
  environment: 'production',
  seenAt: NOW,
};

/** The deadlines of {@link NCE} with other members; `seenAt` and the like by `found`. */
function of(members: Record<string, unknown> = {}, found: Partial<Found> = {}): Deadline[] {
  return deadlinesOf(Subscription.parse({ ...NCE, ...members }), { ...FOUND, ...found });
}

const days = (count: number): string => new Date(NOW.getTime() + count * DAY_IN_MS).toISOString();

/** Ends, in so many days, without auto-renew. */
const ending = (inDays: number) => {
  const end = new Date(Date.parse('2026-06-01T00:00:00Z') + inDays * DAY_IN_MS).toISOString();
  return { autoRenewEnabled: false, commitmentEndDate: end, commitmentEndDateTime: end };
};
const IN_JUNE = { seenAt: new Date('2026-06-01T00:00:00Z') };

describe('a deadline', () => {
  it('holds what one has to know to act on it, and nothing that is not known', () => {
    const more = {
      friendlyName: 'Mail',
      offerName: 'Exchange',
      orderId: 'b1c2',
      billingCycle: 'monthly',
      partnerId: '1',
    };
    const [deadline] = of({ ...more, id: NCE.id.toUpperCase() }, { reseller: { id: 'B6A4', name: 'Fourth Coffee' } });
    expect(deadline).toEqual({
      kind: 'cancel',
      cutoff: new Date(UNTIL).toISOString(),
      basis: 'cancellationAllowedUntilDate',
      inferred: false,
      refund: 'unknown',
      customerId: FOUND.customerId.toLowerCase(),
      customerName: 'Contoso',
      subscriptionId: NCE.id,
      subscriptionName: 'Mail',
      orderId: 'b1c2',
      status: 'active',
      product: 'CFQ7TTC0LH18:0001',
      productName: 'Exchange',
      productType: 'OnlineServicesNCE',
      quantity: 15,
      termDuration: 'P1Y',
      billingCycle: 'monthly',
      commitmentEndDateTime: '2027-03-02T23:59:59.000Z',
      autoRenewEnabled: true,
      extendedTermRisk: false,
      partnerIdOnRecord: '1',
      resellerId: 'b6a4',
      resellerName: 'Fourth Coffee',
      seenAt: NOW.toISOString(),
      scanId: 'scan',
    });
    expect(Deadline.parse(deadline)).toEqual(deadline);
  });

  it('leaves out a reseller that is not known, a term and a name that are empty', () => {
    const [deadline] = of({ termDuration: '', partnerId: '' }, { customerName: undefined });
    expect(Object.keys(deadline ?? {})).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(?:customerName|termDuration|partnerIdOnRecord|reseller.*)$/)]),
    );
  });

  it('tells its term as the table is asked for it', () => {
    expect(of({ termDuration: 'p1y' })).toMatchObject([{ termDuration: 'P1Y' }]);
  });

  it.each([
    ['2027-03-02T00:00:00Z', '2027-03-03T00:00:00.000Z'],
    ['9999-12-31T00:00:00Z', '9999-12-31T23:59:59.999Z'],
    ['9999-12-31T23:59:59.9999999-08:00', '9999-12-31T23:59:59.999Z'],
  ])('tells the end of the term, %s, as %s', (commitmentEndDate, end) => {
    const [deadline] = of({ commitmentEndDate, commitmentEndDateTime: '' });
    expect(deadline?.commitmentEndDateTime).toBe(end);
    expect(Deadline.parse(deadline)).toEqual(deadline);
  });

  it.each<[string, object[] | undefined, string, string | undefined]>([
    ['is not told', undefined, 'unknown', undefined],
    ['is full until an instant', [{ type: 'Full', expiresAt: days(1) }], 'full', days(1)],
    ['was full and is partial', [{ type: 'full', expiresAt: days(-1) }], 'partial', days(-1)],
    ['is partial', [{ type: 'Partial', expiresAt: days(2) }], 'partial', undefined],
    [
      'is full until the last of several instants',
      [
        { type: 'Full', expiresAt: days(2) },
        { type: 'Partial', expiresAt: days(4) },
        { type: 'Full', expiresAt: days(1) },
        { type: 'Full', expiresAt: 'soon' },
      ],
      'full',
      days(2),
    ],
  ])('says where the refund %s', (_what, refundOptions, refund, fullRefundUntil) => {
    const [deadline] = of({ refundOptions });
    expect({ refund: deadline?.refund, fullRefundUntil: deadline?.fullRefundUntil }).toEqual({
      refund,
      fullRefundUntil,
    });
  });

  it('of the marketplace is inferred from its refund', () => {
    const seenAt = new Date('2019-01-09T02:30:00Z');
    const cutoff = '2019-01-10T00:21:45.926Z';
    expect(deadlinesOf(Subscription.parse(MARKETPLACE), { ...FOUND, seenAt })).toMatchObject([
      { kind: 'cancel', cutoff, basis: 'refundOptions', inferred: true, refund: 'full', fullRefundUntil: cutoff },
    ]);
  });
});

describe('seats', () => {
  it('are told apart from the cancel, which gives back all that is refundable', () => {
    const refundOptions = [{ type: 'Full', expiresAt: days(1) }];
    const [cancel, seats, ...others] = of({
      refundOptions,
      ...batches([10, UNTIL], [3, SEATS_UNTIL], [2, SEATS_UNTIL]),
    });
    expect(others).toEqual([]);
    expect(cancel).toMatchObject({ kind: 'cancel', refund: 'full', refundableQuantity: 15 });
    expect(seats).toMatchObject({ kind: 'seats', cutoff: new Date(SEATS_UNTIL).toISOString() });
    expect(seats).toMatchObject({
      basis: 'refundableQuantity',
      refund: 'partial',
      refundableQuantity: 5,
      quantity: 15,
    });
    expect(seats).not.toHaveProperty('fullRefundUntil');
  });
});

describe('a paid extension of the term', () => {
  it('is a deadline of its own, without a refund', () => {
    const [extension, ...others] = of({ ...ending(10), cancellationAllowedUntilDate: null }, IN_JUNE);
    expect(others).toEqual([]);
    expect(extension).toMatchObject({ kind: 'extendedTerm', basis: 'commitmentEndDateTime', refund: 'none' });
    expect(extension).toMatchObject({ cutoff: '2026-06-11T00:00:00.000Z', inferred: false, extendedTermRisk: true });
  });

  it('comes in its place among the windows', () => {
    const seats = batches([1, '2026-06-05T00:00:00Z'], [1, '2026-06-20T00:00:00Z']);
    const kinds = of({ ...ending(10), ...seats, cancellationAllowedUntilDate: null }, IN_JUNE).map(({ kind }) => kind);
    expect(kinds).toEqual(['seats', 'extendedTerm', 'seats']);
  });

  it.each<[string, Record<string, unknown>]>([
    ['it is further ahead than thirty days', ending(31)],
    ['the term has ended', ending(-1)],
    ['it renews by itself', { ...ending(10), autoRenewEnabled: true }],
    ['a cancel is scheduled', { ...ending(10), scheduledActions: [{ actionType: 'Cancel' }] }],
    ['it is a trial', { ...ending(10), isTrial: true }],
  ])('is none where %s', (_what, members) => {
    expect(of({ ...members, cancellationAllowedUntilDate: null }, IN_JUNE)).toEqual([]);
  });
});

describe('productKey', () => {
  it.each([
    ['CFQ7TTC0LH18:0001:CFQ7TTC0K971', 'CFQ7TTC0LH18:0001'],
    ['cfq7ttc0lh18:000n', 'CFQ7TTC0LH18:000N'],
    ['cfq7ttc0lh18', 'CFQ7TTC0LH18'],
    ['195416c1-3447-423a-b37b-ee59a99a19c4', '195416C1-3447-423A-B37B-EE59A99A19C4'],
    [undefined, undefined],
  ])('of %s is %s', (offerId, key) => {
    expect(productKey(offerId)).toBe(key);
  });
});

describe('whatever a subscription is like', () => {
  const date = fc.integer({ min: -40, max: 40 }).map((hours) => days(hours / 2));
  const subscription = fc
    .record({
      base: fc.constantFrom<Record<string, unknown>>(NCE, {
        ...MARKETPLACE,
        commitmentEndDate: '2027-03-02T00:00:00Z',
      }),
      until: fc.option(date),
      refundOptions: fc.array(fc.record({ type: fc.constantFrom('Full', 'Partial'), expiresAt: date }), {
        maxLength: 3,
      }),
      seats: fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), date), { maxLength: 4 }),
      autoRenewEnabled: fc.boolean(),
      end: fc.option(fc.integer({ min: 61, max: 120 }), { nil: undefined }),
    })
    .map(({ base, until, refundOptions, seats, autoRenewEnabled, end }) => ({
      ...base,
      ...batches(...seats),
      ...(end !== undefined && { commitmentEndDate: days(end), commitmentEndDateTime: days(end) }),
      cancellationAllowedUntilDate: until,
      refundOptions,
      autoRenewEnabled,
    }));
  const moment = fc.integer({ min: -10 * DAY_IN_MS, max: 120 * DAY_IN_MS }).map((ms) => new Date(NOW.getTime() + ms));

  it('each of its windows is a deadline, once, besides one extension at most; soonest first and ahead', () => {
    fc.assert(
      fc.property(subscription, moment, (raw, seenAt) => {
        const read = Subscription.parse(raw);
        const deadlines = deadlinesOf(read, { ...FOUND, seenAt });
        const cutoffs = deadlines.map(({ cutoff }) => cutoff);
        expect(cutoffs).toEqual(cutoffs.toSorted());
        expect(cutoffs.every((cutoff) => Date.parse(cutoff) > seenAt.getTime())).toBe(true);
        expect(new Set(deadlines.map(rowKeyOf)).size).toBe(deadlines.length);
        const extensions = deadlines.filter(({ kind }) => kind === 'extendedTerm');
        expect(extensions.length).toBeLessThan(2);
        const windows = windowsOf(read, seenAt, 'production');
        expect(deadlines.filter((deadline) => !extensions.includes(deadline))).toMatchObject(
          windows.map(({ kind, cutoff }) => ({ kind, cutoff: cutoff.toISOString() })),
        );
        for (const deadline of deadlines) expect(Deadline.parse(deadline)).toEqual(deadline);
      }),
      { numRuns: 500 },
    );
  });

  it('nothing odd in it makes it throw, or writes what cannot be read again', () => {
    const text = fc.oneof(
      fc.string(),
      date,
      fc.constantFrom(
        UNTIL,
        '9999-12-31T23:59:59.9999999-08:00',
        '9999-12-31',
        '0000-00-00T00:00:00Z',
        '0000-01-01T00:00:00+14:00',
        '2026-03-10T11:00:00 Z',
        '2026-02-30T24:00:00Z',
      ),
    );
    const odd = fc.oneof({ weight: 4, arbitrary: text }, fc.double(), fc.jsonValue(), fc.constant(undefined));
    const option = fc.oneof(fc.record({ type: fc.constantFrom('Full', 'Partial', 3), expiresAt: odd }), odd);
    const batch = fc.oneof(fc.record({ quantity: odd, allowedUntilDateTime: odd }), odd);
    const members = Object.keys(Subscription.shape).filter((member) => member !== 'id');
    const garbled = fc.record({
      odd: fc.dictionary(fc.constantFrom(...members), odd, { maxKeys: 6 }),
      dates: fc.record({
        cancellationAllowedUntilDate: odd,
        commitmentEndDate: odd,
        commitmentEndDateTime: odd,
        refundOptions: fc.array(option, { maxLength: 3 }),
        refundableQuantity: fc.record({ details: fc.array(batch, { maxLength: 3 }), totalQuantity: odd }),
      }),
    });
    fc.assert(
      fc.property(subscription, garbled, moment, (raw, { odd, dates }, seenAt) => {
        for (const members of [odd, dates, { ...dates, ...odd }]) {
          const read = Subscription.parse({ ...raw, ...members });
          for (const deadline of deadlinesOf(read, { ...FOUND, seenAt })) {
            expect(Deadline.parse(deadline)).toEqual(deadline);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('there is nothing where it has ended', () => {
    const over = fc.constantFrom('deleted', 'Expired', 'disabled');
    fc.assert(
      fc.property(subscription, over, moment, (raw, status, seenAt) => {
        expect(deadlinesOf(Subscription.parse({ ...raw, status }), { ...FOUND, seenAt })).toEqual([]);
      }),
    );
  });
});
