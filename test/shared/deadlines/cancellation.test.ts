import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cancellation, GRACE_IN_MS } from '../../../shared/deadlines/cancellation.ts';
import { Subscription } from '../../../shared/schemas/subscription.ts';

const NOW = new Date('2026-03-10T12:00:00Z');
const IN_TWO_DAYS = '2026-03-12T12:00:00Z';

function newCommerce(members: Record<string, unknown>): Subscription {
  return Subscription.parse({
    id: 'aaaa0a0a-bb1b-cc2c-dd3d-eeeeee4e4e4e',
    offerId: 'CFQ7TTC0LH18:0001:CFQ7TTC0K971',
    productType: { id: 'OnlineServicesNCE' },
    status: 'active',
    commitmentEndDateTime: '2027-03-08T23:59:59Z',
    ...members,
  });
}

describe('cancellation', () => {
  it('is open until the instant Partner Center states', () => {
    expect(cancellation(newCommerce({ cancellationAllowedUntilDate: IN_TWO_DAYS }), NOW, 'production')).toMatchObject({
      allowed: true,
      until: '2026-03-12T12:00:00.000Z',
      remainingSeconds: 172_800,
      basis: 'cancellationAllowedUntilDate',
    });
  });

  it('is judged the same for a suspended subscription', () => {
    const subscription = newCommerce({ cancellationAllowedUntilDate: IN_TWO_DAYS, status: 'suspended' });
    expect(cancellation(subscription, NOW, 'production').allowed).toBe(true);
  });

  it('is judged the same for a status that does not exist yet', () => {
    const subscription = newCommerce({ cancellationAllowedUntilDate: IN_TWO_DAYS, status: 'hibernating' });
    expect(cancellation(subscription, NOW, 'production').allowed).toBe(true);
  });

  it.each([
    [60, true],
    [61, false],
  ])('still asks Partner Center %i seconds after the cutoff: %s', (seconds, allowed) => {
    const cancellationAllowedUntilDate = new Date(NOW.getTime() - seconds * 1000).toISOString();
    expect(cancellation(newCommerce({ cancellationAllowedUntilDate }), NOW, 'production').allowed).toBe(allowed);
  });

  it('is closed on new commerce when the date is null, with a next step', () => {
    const answer = cancellation(newCommerce({ cancellationAllowedUntilDate: null }), NOW, 'production');
    expect(answer).toMatchObject({ allowed: false, reason: 'CancellationWindowClosed', refund: 'none' });
    expect(answer.nextStep).not.toBe('');
  });

  it('is left to Partner Center when the date is absent', () => {
    expect(cancellation(newCommerce({}), NOW, 'production')).toMatchObject({ allowed: true, basis: 'inferred' });
  });

  it.each([{}, 'soon', '5', 1773140400000, { date: '2026-03-01' }, '2026-03-01T00:00:00 UTC'])(
    'is left to Partner Center when the date is %j, which cannot be read',
    (date) => {
      const subscription = newCommerce({ cancellationAllowedUntilDate: date, refundOptions: [] });
      expect(cancellation(subscription, NOW, 'production')).toMatchObject({
        allowed: true,
        basis: 'inferred',
        refund: 'unknown',
      });
    },
  );

  it('closes on the last day of a term only at its end, where nothing but the day is told', () => {
    const subscription = newCommerce({
      cancellationAllowedUntilDate: null,
      commitmentEndDateTime: '',
      commitmentEndDate: '2026-03-10T00:00:00Z',
    });
    const end = new Date('2026-03-11T00:00:00Z');
    expect(cancellation(subscription, NOW, 'production')).toMatchObject({ reason: 'CancellationWindowClosed' });
    expect(cancellation(subscription, end, 'production')).toMatchObject({ basis: 'commitmentEndDateTime' });
  });

  it('tells the refund of a good option beside an odd one, and claims none where there is only that', () => {
    const odd = { cancellationAllowedUntilDate: IN_TWO_DAYS, refundOptions: [7] as unknown[] };
    const full = { type: 'Full', expiresAt: IN_TWO_DAYS };
    expect(cancellation(newCommerce(odd), NOW, 'production').refund).toBe('unknown');
    expect(cancellation(newCommerce({ ...odd, refundOptions: [7, full] }), NOW, 'production').refund).toBe('full');
    const unreadable = [{ type: 'Full', expiresAt: 7 }];
    expect(cancellation(newCommerce({ ...odd, refundOptions: unreadable }), NOW, 'production').refund).toBe('partial');
  });

  it.each([null, '2026-03-05T12:00:00Z'])(
    'is left to Partner Center once the term has ended, with %s: a renewal may open a new window',
    (date) => {
      const subscription = newCommerce({
        cancellationAllowedUntilDate: date,
        commitmentEndDateTime: '2026-03-09T23:59:59Z',
      });
      expect(cancellation(subscription, NOW, 'production')).toMatchObject({
        allowed: true,
        basis: 'commitmentEndDateTime',
      });
    },
  );

  it('has no cutoff to show where Partner Center means never', () => {
    const answer = cancellation(
      newCommerce({ cancellationAllowedUntilDate: '9999-12-10T00:00:00Z' }),
      NOW,
      'production',
    );
    expect(answer).toMatchObject({ allowed: true, basis: 'cancellationAllowedUntilDate' });
    expect(answer).not.toHaveProperty('until');
  });

  it('tells the refund from the options that are still open, not from the window', () => {
    const refundOptions = [
      { type: 'Full', expiresAt: '2026-03-10T00:00:00Z' },
      { type: 'Partial', expiresAt: IN_TWO_DAYS },
    ];
    const subscription = newCommerce({ cancellationAllowedUntilDate: IN_TWO_DAYS, refundOptions });
    expect(cancellation(subscription, NOW, 'production').refund).toBe('partial');
    expect(cancellation(subscription, new Date('2026-03-09T23:00:00Z'), 'production').refund).toBe('full');
  });

  it('sends legacy licences to suspension and perpetual software to its order', () => {
    const legacy = Subscription.parse({ id: 'x', offerId: '195416C1-3447-423A-B37B-EE59A99A19C4', status: 'active' });
    const software = newCommerce({ productType: { id: 'Software' }, termDuration: '' });
    expect(cancellation(legacy, NOW, 'sandbox')).toMatchObject({ allowed: false, reason: 'NotCancellable' });
    expect(cancellation(software, NOW, 'sandbox')).toMatchObject({ allowed: false, reason: 'UseOrderCancel' });
  });

  it('has nothing to do for a deleted one', () => {
    const answer = cancellation(newCommerce({ status: 'deleted' }), NOW, 'production');
    expect(answer).toMatchObject({ allowed: false, basis: 'status' });
    expect(answer).not.toHaveProperty('reason');
  });

  it('refuses for the window only when the cutoff is more than the grace past and the term still runs', () => {
    fc.assert(
      fc.property(fc.integer({ min: -30 * 86_400_000, max: 30 * 86_400_000 }), (offset) => {
        const until = new Date(NOW.getTime() + offset);
        const subscription = newCommerce({ cancellationAllowedUntilDate: until.toISOString() });
        const { allowed, remainingSeconds } = cancellation(subscription, NOW, 'production');
        expect(allowed).toBe(offset >= -GRACE_IN_MS);
        expect(remainingSeconds).toBe(Math.max(0, Math.floor(offset / 1000)));
      }),
    );
  });
});
