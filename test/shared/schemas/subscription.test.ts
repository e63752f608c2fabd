import { describe, expect, it } from 'vitest';
import { Subscription } from '../../../shared/schemas/subscription.ts';

const read = (members: Record<string, unknown>) => Subscription.parse({ id: 'x', ...members });

describe('a cutoff of a subscription', () => {
  it.each<[unknown, string | null | undefined]>([
    ['2026-03-10T11:00:00Z', '2026-03-10T11:00:00Z'],
    ['', ''],
    [null, null],
    [undefined, undefined],
    [1773140400000, '1773140400000'],
    [{ date: '2026-03-10' }, '{"date":"2026-03-10"}'],
    [false, 'false'],
  ])('that is %j survives as %j', (stated, text) => {
    expect(read({ cancellationAllowedUntilDate: stated }).cancellationAllowedUntilDate).toBe(text);
    const [batch] = read({ refundableQuantity: { details: [{ allowedUntilDateTime: stated }] } }).refundableQuantity
      ?.details ?? [undefined];
    expect(batch?.allowedUntilDateTime).toBe(text ?? undefined);
    const [option] = read({ refundOptions: [{ expiresAt: stated }] }).refundOptions ?? [];
    expect(option?.expiresAt).toBe(text ?? undefined);
  });

  it('may be left out', () => {
    expect(read({})).not.toHaveProperty('cancellationAllowedUntilDate');
  });
});

describe('a refund option of an unforeseen type', () => {
  it('hides none of the others', () => {
    const full = { type: 'Full', expiresAt: '2026-03-06T00:00:00Z' };
    expect(read({ refundOptions: [7, full, null] }).refundOptions).toEqual([undefined, full, undefined]);
  });
});
