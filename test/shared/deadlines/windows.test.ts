import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cancellation, openRefunds } from '../../../shared/deadlines/cancellation.ts';
import { hasUnreadableCutoff, mayHideWindows, windowsOf } from '../../../shared/deadlines/windows.ts';
import { parseInstant } from '../../../shared/schemas/instant.ts';
import { Subscription } from '../../../shared/schemas/subscription.ts';
import { WINDOW_CASES } from './windowCases.ts';
import { batches, MARKETPLACE, NCE, PERPETUAL, SAMPLE, SOFTWARE, UNTIL } from './windowSamples.ts';

const NOW = new Date('2026-03-05T02:30:00Z');
const DAY_IN_MS = 86_400_000;
const TERM_ENDS = [
  '2027-03-02T00:00:00Z',
  '2027-03-02T23:59:00Z',
  '2027-03-02T23:59:59.9999999Z',
  '2027-03-03T00:00:00Z',
];

const instant = fc
  .integer({ min: -30 * DAY_IN_MS, max: 30 * DAY_IN_MS })
  .map((offset) => new Date(NOW.getTime() + offset));
const date = fc.oneof(
  { weight: 6, arbitrary: instant.map((at) => at.toISOString()) },
  fc.constantFrom(null, undefined, 'soon', UNTIL, '2026-03-10T11:00:00', '9999-12-10T00:00:00Z', ...TERM_ENDS),
);
const term = fc.constantFrom(
  { commitmentEndDate: '2027-03-02T00:00:00Z', commitmentEndDateTime: '2027-03-02T23:59:59Z' },
  { commitmentEndDate: '2027-03-02T00:00:00Z', commitmentEndDateTime: undefined },
  { commitmentEndDate: undefined, commitmentEndDateTime: '2027-03-02T23:59:59Z' },
);
const quantity = fc.option(fc.integer({ min: -1, max: 9 }), { nil: undefined });
const product = fc.constantFrom(
  NCE,
  MARKETPLACE,
  SOFTWARE,
  PERPETUAL,
  { ...NCE, productType: { id: 'Azure' } },
  { ...NCE, productType: { id: 'AzureReservation' } },
  { ...NCE, productType: { id: 'AzureSavingsPlan' } },
  { ...NCE, productType: { id: 'SomethingNew' } },
  { ...NCE, productType: undefined, offerId: '195416C1-3447-423A-B37B-EE59A99A19C4' },
);
const status = fc.constantFrom('active', 'suspended', 'pending', 'none', 'hibernating', undefined);
const environment = fc.constantFrom('sandbox', 'production');
const json = fc
  .record({
    product,
    term,
    status,
    until: date,
    refundOptions: fc.array(fc.record({ type: fc.constantFrom('Full', 'Partial', 'Odd'), expiresAt: date }), {
      maxLength: 3,
    }),
    details: fc.array(fc.record({ quantity, allowedUntilDateTime: date }), { maxLength: 4 }),
  })
  .map(({ product, term, status, until, refundOptions, details }): Record<string, unknown> => {
    const dates = { ...term, cancellationAllowedUntilDate: until, refundOptions, refundableQuantity: { details } };
    return { ...product, ...dates, status };
  });

const read = (subscription: unknown) => Subscription.parse(subscription);

describe('windowsOf', () => {
  it.each(WINDOW_CASES)('knows $name ($page)', ({ subscription, now, environment = 'production', windows }) => {
    expect(windowsOf(read(subscription), new Date(now), environment)).toEqual(windows);
  });

  it('lists what lies ahead, soonest first, each cutoff of a kind once', () => {
    fc.assert(
      fc.property(json, instant, environment, (subscription, now, environment) => {
        const windows = windowsOf(read(subscription), now, environment);
        const cutoffs = windows.map(({ cutoff }) => cutoff.getTime());
        expect(cutoffs).toEqual(cutoffs.toSorted((one, other) => one - other));
        expect(cutoffs.every((cutoff) => cutoff > now.getTime())).toBe(true);
        expect(new Set(windows.map(({ kind, cutoff }) => `${kind} ${cutoff.getTime()}`)).size).toBe(windows.length);
        expect(windows.filter(({ kind }) => kind === 'cancel').length).toBeLessThan(2);
      }),
    );
  });

  it('has nothing for what is deleted, expired or disabled', () => {
    const over = fc.constantFrom('deleted', 'Expired', 'disabled');
    fc.assert(
      fc.property(json, over, environment, (subscription, status, environment) => {
        expect(windowsOf(read({ ...subscription, status }), NOW, environment)).toEqual([]);
      }),
    );
  });

  it('only loses windows as time goes on, and goes over to a later refund where one has ended', () => {
    fc.assert(
      fc.property(json, instant, fc.nat(60 * DAY_IN_MS), environment, (subscription, now, later, environment) => {
        const then = new Date(now.getTime() + later);
        const before = windowsOf(read(subscription), now, environment);
        const left = before.filter(({ cutoff }) => cutoff > then);
        const [refund] = before.filter(({ inferred }) => inferred);
        const isOver = refund && refund.cutoff <= then;
        const after = windowsOf(read(subscription), then, environment);
        expect(after.filter(({ inferred }) => !isOver || !inferred)).toEqual(left);
      }),
    );
  });

  it('does not mind members that nobody knows', () => {
    const unknown = fc.dictionary(
      fc.string().map((name) => `x${name}`),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(json, unknown, environment, (subscription, extra, environment) => {
        const { details } = subscription.refundableQuantity as { details: object[] };
        const refundableQuantity = { ...extra, details: details.map((detail) => ({ ...extra, ...detail })) };
        const windows = windowsOf(read({ ...extra, ...subscription, refundableQuantity }), NOW, environment);
        expect(windows).toEqual(windowsOf(read(subscription), NOW, environment));
      }),
    );
  });

  it('takes anything in any member, and throws at none', () => {
    const members = Object.keys(Subscription.shape).filter((member) => member !== 'id');
    const odd = fc.oneof(fc.jsonValue(), fc.array(fc.record({ details: fc.jsonValue(), type: fc.jsonValue() })));
    fc.assert(
      fc.property(json, fc.constantFrom(...members), odd, environment, (subscription, member, value, environment) => {
        const garbled = read({ ...subscription, [member]: value });
        expect(windowsOf(garbled, NOW, environment).every(({ cutoff }) => cutoff > NOW)).toBe(true);
        expect(typeof mayHideWindows(garbled, NOW)).toBe('boolean');
        expect(typeof hasUnreadableCutoff(garbled, 'production')).toBe('boolean');
      }),
    );
  });

  it('never loses a batch for an odd one beside it', () => {
    const odd = fc.oneof(
      fc.jsonValue(),
      fc.record({ quantity: fc.jsonValue(), allowedUntilDateTime: fc.constant('') }),
    );
    fc.assert(
      fc.property(fc.array(odd), fc.array(odd), (before, after) => {
        const { refundableQuantity } = batches([4, UNTIL]);
        const details = [...before, ...refundableQuantity.details, ...after];
        const subscription = { ...NCE, cancellationAllowedUntilDate: null, refundableQuantity: { details } };
        expect(windowsOf(read(subscription), NOW, 'production')).toMatchObject([{ kind: 'seats', quantity: 4 }]);
      }),
    );
  });

  it('agrees with what the subscription answers about its cancellation', () => {
    fc.assert(
      fc.property(json, instant, environment, (raw, now, environment) => {
        const subscription = read(raw);
        const { until, reason } = cancellation(subscription, now, environment);
        const stated = windowsOf(subscription, now, environment).filter(
          ({ kind, inferred }) => kind === 'cancel' && !inferred,
        );
        if (reason === 'UseOrderCancel') return;
        const isCutoff =
          until && new Date(until) > now && !TERM_ENDS.some((end) => Date.parse(end) === Date.parse(until));
        expect(stated.map(({ cutoff }) => cutoff.toISOString())).toEqual(isCutoff ? [until] : []);
      }),
      { numRuns: 500 },
    );
  });

  it('has no window of the cancel where it is answered that none is accepted', () => {
    fc.assert(
      fc.property(json, instant, environment, (raw, now, environment) => {
        const subscription = read(raw);
        const { allowed, reason } = cancellation(subscription, now, environment);
        const cancels = windowsOf(subscription, now, environment).filter(({ kind }) => kind === 'cancel');
        if (!allowed && reason !== 'UseOrderCancel') expect(cancels).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  it('has one wherever only Partner Center knows of the cancel and the refund has an end', () => {
    fc.assert(
      fc.property(json, instant, environment, (raw, now, environment) => {
        const subscription = read(raw);
        const { basis, refund } = cancellation(subscription, now, environment);
        const deciding = openRefunds(subscription, now).filter(
          ({ type }) => refund !== 'full' || type?.toLowerCase() === 'full',
        );
        const ends = deciding.flatMap(({ expiresAt }) => parseInstant(expiresAt) ?? []);
        const hasEnd = ends.some(
          (end) => end.getUTCFullYear() < 9000 && !TERM_ENDS.some((text) => Date.parse(text) === end.getTime()),
        );
        if (basis !== 'inferred' || !hasEnd) return;
        expect(windowsOf(subscription, now, environment)).toContainEqual(
          expect.objectContaining({ kind: 'cancel', basis: 'refundOptions', inferred: true }),
        );
      }),
      { numRuns: 2000 },
    );
  });
});

describe('hasUnreadableCutoff', () => {
  const unreadable = { refundableQuantity: { details: [{ quantity: 2, allowedUntilDateTime: 'soon' }] } };
  const refundOptions = [{ type: 'Full', expiresAt: 'soon' }];
  const LEGACY = { productType: undefined, offerId: '195416C1-3447-423A-B37B-EE59A99A19C4' };
  const WITHOUT_RENEWAL = { autoRenewEnabled: false, commitmentEndDate: undefined };

  it.each<[string, Record<string, unknown>, boolean]>([
    ['a date that can be read', {}, false],
    ['no date', { cancellationAllowedUntilDate: undefined }, false],
    ['an empty one', { cancellationAllowedUntilDate: ' ' }, false],
    ['a closed one', { cancellationAllowedUntilDate: null }, false],
    ['an odd date', { cancellationAllowedUntilDate: '10.03.2026' }, true],
    ['a number', { cancellationAllowedUntilDate: 1773140400000 }, true],
    ['an object', { cancellationAllowedUntilDate: {} }, true],
    ['an odd date of what is pending', { cancellationAllowedUntilDate: 'soon', status: 'pending' }, true],
    ['an odd date of what is over', { cancellationAllowedUntilDate: 'soon', status: 'Expired' }, false],
    ['an odd cutoff of seats', { cancellationAllowedUntilDate: null, ...unreadable }, true],
    ['one that is a number', { refundableQuantity: { details: [{ allowedUntilDateTime: 7 }] } }, true],
    ['one of no seats', { refundableQuantity: { details: [{ quantity: 0, allowedUntilDateTime: 'soon' }] } }, false],
    ['one of what is cancelled at any time', { cancellationAllowedUntilDate: TERM_ENDS[0], ...unreadable }, false],
    ['a batch of seats that is none', { refundableQuantity: { details: ['x'] } }, true],
    ['batches that are no list', { refundableQuantity: { details: { quantity: 2 } } }, false],
    ['batches that are a text', { refundableQuantity: { details: 'many' } }, true],
    ['a list of what can be handed back', { refundableQuantity: [{ quantity: 2 }] }, true],
    ['a number of it', { refundableQuantity: 2 }, true],
    ['nothing of it', { refundableQuantity: null }, false],
    ['a term end that cannot be read', { ...WITHOUT_RENEWAL, commitmentEndDateTime: 'soon' }, true],
    ['one that is a number', { ...WITHOUT_RENEWAL, commitmentEndDateTime: 1796774399 }, true],
    [
      'one of what says in words that it does not renew',
      { ...WITHOUT_RENEWAL, autoRenewEnabled: 'False', commitmentEndDateTime: 'soon' },
      true,
    ],
    ['one that renews by itself', { commitmentEndDate: undefined, commitmentEndDateTime: 'soon' }, false],
    ['refunds that are no list', { cancellationAllowedUntilDate: undefined, refundOptions: 'all' }, true],
    ['an odd date of a legacy offer', { ...LEGACY, cancellationAllowedUntilDate: 'soon' }, false],
    ['an odd refund where a cutoff is stated', { refundOptions }, false],
    ['an odd refund of what is closed', { cancellationAllowedUntilDate: null, refundOptions }, false],
    ['an odd refund where none is stated', { cancellationAllowedUntilDate: undefined, refundOptions }, true],
    [
      'an odd refund of the marketplace',
      { ...MARKETPLACE, productType: undefined, cancellationAllowedUntilDate: null, refundOptions },
      true,
    ],
  ])('says of %s with %j: %s', (_name, members, expected) => {
    expect(hasUnreadableCutoff(read({ ...NCE, ...members }), 'production')).toBe(expected);
  });

  it('is never a reason to say that no cancel is accepted', () => {
    const stated = fc.oneof(fc.string(), fc.jsonValue()).filter((value) => value !== null);
    fc.assert(
      fc.property(json, stated, instant, environment, (subscription, value, now, environment) => {
        const odd = read({ ...subscription, cancellationAllowedUntilDate: value });
        if (!hasUnreadableCutoff(odd, 'production') || parseInstant(odd.cancellationAllowedUntilDate)) return;
        expect(cancellation(odd, now, environment).reason).not.toBe('CancellationWindowClosed');
      }),
    );
  });
});

describe('mayHideWindows', () => {
  it.each<[string, Record<string, unknown>, boolean]>([
    ['new commerce whose window is closed', { cancellationAllowedUntilDate: null }, true],
    ['new commerce within its window', {}, true],
    ['a suspended one', { status: 'Suspended' }, true],
    ['a status that does not exist yet', { status: 'hibernating' }, true],
    ['a quantity that is not told', { quantity: undefined }, true],
    ['the sample', SAMPLE, true],
    ['a pending one', { status: 'pending' }, false],
    ['an expired one', { status: 'expired' }, false],
    ['a trial', { isTrial: true }, false],
    ['a single seat', { quantity: 1 }, false],
    ['a cancel at any time, such as an extended service term', { cancellationAllowedUntilDate: TERM_ENDS[0] }, false],
    ['what is billed by usage', { billingType: 'usage' }, false],
    ['a software subscription', { productType: { id: 'Software' } }, false],
    ['a legacy licence', { productType: undefined, offerId: '195416C1-3447-423A-B37B-EE59A99A19C4' }, false],
  ])('says of %s with %j: %s', (_name, members, expected) => {
    expect(mayHideWindows(read({ ...NCE, ...members }), NOW)).toBe(expected);
  });

  it('asks only for what has changed, where that is known, whatever the case of its id', () => {
    const subscription = read({ ...NCE, id: NCE.id.toUpperCase() });
    expect(mayHideWindows(subscription, NOW, new Set([NCE.id]))).toBe(true);
    expect(mayHideWindows(subscription, NOW, new Set())).toBe(false);
    expect(mayHideWindows(read({ ...NCE, isTrial: true }), NOW, new Set([NCE.id]))).toBe(false);
  });

  const LONG_AGO = {
    creationDate: '2024-03-03T11:00:00Z',
    effectiveStartDate: '2024-03-03T11:00:00Z',
    commitmentEndDateTime: '2026-11-02T23:59:59Z',
  };
  const NOTHING_TOLD = {
    creationDate: '',
    effectiveStartDate: 'x',
    commitmentEndDate: null,
    commitmentEndDateTime: 'x',
  };

  const WHOLE_TERMS = { ...LONG_AGO, creationDate: '2023-11-03T11:00:00Z' };

  it.each<[string, Record<string, unknown>, boolean]>([
    ['was bought lately', { ...LONG_AGO, creationDate: '2026-03-03T11:00:00Z' }, true],
    ['began lately', { ...LONG_AGO, effectiveStartDate: '2026-03-03T11:00:00Z' }, true],
    ['renewed for a year lately', { ...LONG_AGO, commitmentEndDateTime: '2027-03-01T23:59:59Z' }, true],
    ['renewed for three', { ...LONG_AGO, commitmentEndDateTime: '2029-03-01T23:59:59Z', termDuration: 'P3Y' }, true],
    ['renewed for a month', { ...LONG_AGO, commitmentEndDateTime: '2026-03-31T23:59:59Z', termDuration: 'P1M' }, true],
    ['renewed, as only a day tells', { ...LONG_AGO, commitmentEndDateTime: '', commitmentEndDate: '2027-03-01' }, true],
    ['began 31 days ago', { ...LONG_AGO, effectiveStartDate: '2026-02-02T02:30:00Z' }, true],
    ['began before that', { ...WHOLE_TERMS, effectiveStartDate: '2026-02-02T02:29:59Z' }, false],
    ['began long ago', WHOLE_TERMS, false],
    ['was cut to end with others', LONG_AGO, true],
    ['does not tell how long its term is', { ...WHOLE_TERMS, termDuration: undefined }, true],
    ['does not tell when its term ends', { ...WHOLE_TERMS, commitmentEndDateTime: '', commitmentEndDate: '' }, true],
    ['does not tell when it was bought', { ...WHOLE_TERMS, creationDate: undefined }, true],
    ['does not tell when it began', NOTHING_TOLD, true],
    ['states its date after all', { ...NOTHING_TOLD, cancellationAllowedUntilDate: UNTIL }, false],
    ['states a date that cannot be read', { cancellationAllowedUntilDate: 'soon' }, true],
    ['is closed', { ...NOTHING_TOLD, cancellationAllowedUntilDate: null }, false],
    ['is pending', { status: 'pending' }, true],
    ['is expired', { status: 'expired' }, false],
    ['is a trial', { isTrial: true }, false],
    ['is billed by usage', { billingType: 'usage' }, false],
    ['is a software subscription', { productType: { id: 'Software' } }, false],
  ])(
    'asks, whatever has changed, for a single seat that states no date and %s, with %j: %s',
    (_is, members, expected) => {
      const subscription = read({ ...NCE, cancellationAllowedUntilDate: undefined, quantity: 1, ...members });
      expect(mayHideWindows(subscription, NOW, new Set())).toBe(expected);
    },
  );
});
