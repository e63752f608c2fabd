import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutoffAlert, subscriptionAlert } from '../../../shared/alerts/subscriptionAlert.ts';
import { CutoffAlert, SubscriptionAlert } from '../../../shared/schemas/alertEvents.ts';
import { Deadline } from '../../../shared/schemas/deadline.ts';
import { hoursFromNow, NOW, someDeadline } from './someDeadline.ts';

const HOUR_IN_MS = 3_600_000;
const URL = 'https://alerts.example';

const OPTIONAL = Object.entries(Deadline.shape)
  .filter(([, type]) => type.safeParse(undefined).success)
  .map(([name]) => name);

/** Deadlines that lack any of the members that may be absent. */
const deadlines = fc
  .record({
    kind: fc.constantFrom(...Deadline.shape.kind.options),
    refund: fc.constantFrom(...Deadline.shape.refund.options),
    cutoffInHours: fc.double({ min: -2, max: 800, noNaN: true }),
    fullInHours: fc.option(fc.double({ min: -2, max: 2, noNaN: true }), { nil: undefined }),
    missing: fc.subarray(OPTIONAL),
  })
  .map(({ kind, refund, cutoffInHours, fullInHours, missing }): Deadline => {
    const full = someDeadline(0, { kind, refund, cutoff: hoursFromNow(cutoffInHours) });
    const deadline = { ...full, ...(fullInHours !== undefined && { fullRefundUntil: hoursFromNow(fullInHours) }) };
    return Deadline.parse(Object.fromEntries(Object.entries(deadline).filter(([name]) => !missing.includes(name))));
  });

/** Every value in it, however deep. */
function valuesOf(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(valuesOf) : [value];
}

const alertOf = (changes: Partial<Deadline> = {}, now = NOW) => subscriptionAlert(someDeadline(0, changes), now);
const cutoffAlertOf = (
  changes: Partial<Deadline> = {},
  stageInMs = 24 * HOUR_IN_MS,
  publicUrl: string | undefined = URL,
) => cutoffAlert({ deadline: someDeadline(0, changes), stageInMs, verified: true }, publicUrl, NOW);

describe('what is sent of a deadline', () => {
  it('is all that is known of it', () => {
    expect(alertOf({ fullRefundUntil: hoursFromNow(1), kind: 'seats' })).toEqual({
      kind: 'seats',
      until: '2026-11-29T08:00:00.000Z',
      secondsLeft: 86_400,
      basis: 'cancellationAllowedUntilDate',
      inferred: false,
      refund: 'full',
      fullRefundUntil: '2026-11-28T09:00:00.000Z',
      customer: { id: 'c0000000-0000-4000-8000-000000000000', name: 'Stadtwerke Überlingen-Süd GmbH & Co. KG' },
      reseller: {
        partnerId: '4847383',
        id: 'b6a4f0a1-5c0e-4a70-9f0a-0c1de0000001',
        name: 'Lucerne Cloud Services',
      },
      subscription: {
        id: '50000000-0000-4000-8000-000000000000',
        name: 'Microsoft 365 Business Premium',
        status: 'active',
        orderId: 'Vf1Lqm6zBmcgzWIbvMH3sXGNj9pG7Ft31',
      },
      product: { id: 'CFQ7TTC0LCHC:0002', name: 'Microsoft 365 Business Premium', type: 'OnlineServicesNCE' },
      quantity: 25,
      refundableQuantity: 25,
      term: { duration: 'P1Y', end: '2027-11-20T23:59:59.000Z', billingCycle: 'monthly' },
      autoRenewEnabled: true,
    });
  });

  it('is as the schema says and holds no empty value, whatever is missing', () => {
    fc.assert(
      fc.property(
        deadlines,
        fc.boolean(),
        fc.option(fc.constant(URL), { nil: undefined }),
        (deadline, verified, url) => {
          const alert = subscriptionAlert(deadline, NOW);
          expect(SubscriptionAlert.parse(alert)).toStrictEqual(alert);
          const cutoff = cutoffAlert({ deadline, stageInMs: HOUR_IN_MS, verified }, url, NOW);
          expect(CutoffAlert.parse(cutoff)).toStrictEqual(cutoff);
          for (const value of valuesOf([alert, cutoff])) expect(value).not.toBeOneOf([undefined, null, NaN]);
        },
      ),
    );
  });

  it.each([
    ['whole seconds, never more than there are', 1_999, 1],
    ['nothing in the last second', 999, 0],
    ['nothing at the cutoff', 0, 0],
    ['nothing after it', -5_000, 0],
  ])('counts the seconds that are left: %s', (_, leftInMs, secondsLeft) => {
    expect(alertOf({ cutoff: new Date(NOW.getTime() + leftInMs).toISOString() }).secondsLeft).toBe(secondsLeft);
  });

  it('names no reseller where none is of record', () => {
    expect(
      alertOf({ partnerIdOnRecord: undefined, resellerId: undefined, resellerName: undefined }),
    ).not.toHaveProperty('reseller');
  });
});

describe('the refund', () => {
  const fullUntil = hoursFromNow(2);
  const atHour = (hours: number, refund: Deadline['refund']) =>
    alertOf({ refund, fullRefundUntil: fullUntil }, new Date(NOW.getTime() + hours * HOUR_IN_MS));

  it('is full as long as that lasts, and partial from then on', () => {
    expect(atHour(1.999, 'full')).toMatchObject({ refund: 'full', fullRefundUntil: fullUntil });
    expect(atHour(2, 'full').refund).toBe('partial');
    expect(atHour(2, 'full')).not.toHaveProperty('fullRefundUntil');
  });

  it.each(['partial', 'none', 'unknown'] as const)('that is %s stays so', (refund) => {
    expect(atHour(1, refund).refund).toBe(refund);
    expect(atHour(3, refund).refund).toBe(refund);
  });

  it('that is full without an end stays so', () => {
    expect(alertOf({ refund: 'full' }, new Date(NOW.getTime() + 23 * HOUR_IN_MS)).refund).toBe('full');
  });
});

describe('an alert about a stage', () => {
  it.each([
    [15 * 60_000, '15m'],
    [90 * 60_000, '90m'],
    [6 * HOUR_IN_MS, '6h'],
    [24 * HOUR_IN_MS, '24h'],
    [72 * HOUR_IN_MS, '72h'],
    [7 * 24 * HOUR_IN_MS, '7d'],
    [30 * 24 * HOUR_IN_MS, '30d'],
  ])('of %i ms calls it %s, as callers write it', (stageInMs, stage) => {
    expect(cutoffAlertOf({}, stageInMs).stage).toBe(stage);
  });

  it('says with which call the subscription is cancelled', () => {
    expect(cutoffAlertOf().cancel).toEqual({
      method: 'POST',
      url: `${URL}/api/customers/c0000000-0000-4000-8000-000000000000/subscriptions/50000000-0000-4000-8000-000000000000/cancel`,
    });
    expect(cutoffAlert({ deadline: someDeadline(), stageInMs: 1, verified: true }, undefined, NOW).cancel?.url).toMatch(
      /^\/api\/customers\//,
    );
  });

  it.each(['seats', 'extendedTerm'] as const)('of kind %s names no such call: it would cancel too much', (kind) => {
    expect(cutoffAlertOf({ kind })).not.toHaveProperty('cancel');
  });

  it('says whether Partner Center was asked', () => {
    const alert = { deadline: someDeadline(), stageInMs: HOUR_IN_MS };
    expect(cutoffAlert({ ...alert, verified: false }, URL, NOW).verified).toBe(false);
    expect(cutoffAlert({ ...alert, verified: true }, URL, NOW).verified).toBe(true);
  });
});
