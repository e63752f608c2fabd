import { describe, expect, it } from 'vitest';
import {
  extendedTermRisk,
  extendedTermStart,
  renewalWarnings,
  scheduledCancel,
  scheduledChange,
} from '../../../shared/deadlines/renewal.ts';
import { Subscription } from '../../../shared/schemas/subscription.ts';

function newCommerce(members: Record<string, unknown> = {}): Subscription {
  return Subscription.parse({
    id: 'aaaa0a0a-bb1b-cc2c-dd3d-eeeeee4e4e4e',
    offerId: 'CFQ7TTC0LH18:0001:CFQ7TTC0K971',
    productType: { id: 'OnlineServicesNCE' },
    status: 'active',
    commitmentEndDateTime: '2027-03-08T23:59:59Z',
    ...members,
  });
}

const LEGACY = { offerId: '195416C1-3447-423A-B37B-EE59A99A19C4', productType: undefined };
const CANCEL = { scheduleType: 'TermEnd', actionType: 'Cancel' };
const INSTRUCTIONS = {
  product: {
    productId: 'CFQ7TTC0LFLX',
    skuId: '0001',
    availabilityId: 'X',
    billingCycle: 'Monthly',
    termDuration: 'P1M',
  },
  quantity: 4,
};
const IN_WORDS = 'a change to product CFQ7TTC0LFLX:0001, quantity 4, term P1M, billed Monthly at the term end';
const codes = (...asked: Parameters<typeof renewalWarnings>) => renewalWarnings(...asked).map(({ code }) => code);

describe('what Partner Center says is scheduled', () => {
  it('survives whatever it is', () => {
    const action = { scheduleType: 'NextLeapDay', actionType: 'Hibernate', effectiveDate: null, depth: 3 };
    const instructions = { product: { productId: 'P', colour: 'blue' }, quantity: 'many', note: 'x' };
    const { scheduledActions, scheduledNextTermInstructions } = newCommerce({
      scheduledActions: ['odd', action, null],
      scheduledNextTermInstructions: instructions,
    });
    expect(scheduledActions).toMatchObject([
      undefined,
      { scheduleType: 'NextLeapDay', actionType: 'Hibernate', depth: 3 },
      undefined,
    ]);
    expect(scheduledNextTermInstructions).toMatchObject({ product: { productId: 'P', colour: 'blue' }, note: 'x' });
  });

  it.each([null, undefined, 'soon', 7])('is nothing where it is %j', (value) => {
    const subscription = newCommerce({ scheduledActions: value, scheduledNextTermInstructions: value });
    expect(scheduledCancel(subscription)).toBe(false);
    expect(scheduledChange(subscription)).toBeUndefined();
    expect(renewalWarnings(subscription, 'cancel')).toEqual([]);
  });
});

describe('scheduledCancel', () => {
  it.each(['Cancel', 'cancel', 'CANCEL', '_cancel'])('is told by an action of type %s', (actionType) => {
    const scheduledActions = ['odd', { actionType: 'Transition' }, { scheduleType: 'TermEnd', actionType }];
    expect(scheduledCancel(newCommerce({ scheduledActions }))).toBe(true);
  });

  it.each(['RenewToNewTerm', 'CancelLater', undefined])('is not told by one of type %s', (actionType) => {
    expect(scheduledCancel(newCommerce({ scheduledActions: [{ actionType }] }))).toBe(false);
  });
});

describe('scheduledChange', () => {
  it('says what the next term brings', () => {
    expect(scheduledChange(newCommerce({ scheduledNextTermInstructions: INSTRUCTIONS }))).toBe(IN_WORDS);
    const some = { quantity: 1, customTermEndDate: '2027-05-31T00:00:00Z' };
    expect(scheduledChange(newCommerce({ scheduledNextTermInstructions: some }))).toBe(
      'a change to quantity 1, ending 2027-05-31T00:00:00Z at the term end',
    );
    expect(scheduledChange(newCommerce({ scheduledNextTermInstructions: { discount: 5 } }))).toBe(
      'a change to other terms at the term end',
    );
    expect(scheduledChange(newCommerce({ scheduledNextTermInstructions: {} }))).toBeUndefined();
  });

  it.each([
    ['RenewToExtendedServiceTerm', {}, 'a renewal to an extended service term at the term end'],
    ['renew_to_extended_service_term', {}, 'a renewal to an extended service term at the term end'],
    ['Transition', { instructions: { product: { productId: 'P' } } }, 'a transition to product P at the term end'],
    ['Transition', {}, 'a transition at the term end'],
    ['Hibernate', {}, 'the action Hibernate at the term end'],
    [undefined, {}, 'the action without a name at the term end'],
    [
      'Transition',
      { scheduleType: 'custom_date', effectiveDate: '2027-01-01T00:00:00Z' },
      'a transition on 2027-01-01T00:00:00Z',
    ],
  ])('says what the action %s with %j does', (actionType, more, words) => {
    expect(scheduledChange(newCommerce({ scheduledActions: [{ actionType, ...more }] }))).toBe(words);
  });

  it('does not count a plain renewal or a cancel', () => {
    const scheduledActions = [{ actionType: 'RenewToNewTerm' }, CANCEL];
    expect(scheduledChange(newCommerce({ scheduledActions }))).toBeUndefined();
  });

  it('says the same thing once, and different things after each other', () => {
    const scheduledActions = [
      { actionType: 'RenewToNewTerm', instructions: INSTRUCTIONS },
      { actionType: 'Transition', instructions: null },
    ];
    const both = newCommerce({ scheduledNextTermInstructions: INSTRUCTIONS, scheduledActions });
    expect(scheduledChange(both)).toBe(`${IN_WORDS} and a transition at the term end`);
  });
});

describe('extendedTermRisk', () => {
  it.each([
    ['active', {}],
    ['suspended', { status: 'suspended' }],
    ['of a status that does not exist yet', { status: 'hibernating' }],
    ['without a status', { status: null }],
    ['ending on the first day', { commitmentEndDateTime: '2026-05-04T00:00:00Z' }],
    ['whose end is told as a day', { commitmentEndDateTime: null, commitmentEndDate: '2026-05-04T00:00:00' }],
    ['scheduled for the extended term', { scheduledActions: [{ actionType: 'RenewToExtendedServiceTerm' }] }],
  ])('is run by a subscription without auto-renew that is %s', (_, members) => {
    expect(extendedTermRisk(newCommerce({ autoRenewEnabled: false, ...members }))).toBe(true);
  });

  it.each([
    ['that renews', { autoRenewEnabled: true }],
    ['of which nobody knows whether it renews', { autoRenewEnabled: null }],
    ['with a scheduled cancel', { scheduledActions: [CANCEL] }],
    ['that is a trial', { isTrial: true }],
    ['that is deleted', { status: 'Deleted' }],
    ['that is expired', { status: 'expired' }],
    ['that is disabled', { status: 'disabled' }],
    ['whose term ended before', { commitmentEndDateTime: '2026-05-03T23:59:59Z' }],
    ['whose term never ends', { commitmentEndDateTime: '9999-12-31T00:00:00Z' }],
    ['without a term end', { commitmentEndDateTime: null }],
    ['of legacy', LEGACY],
    ['of software', { productType: { id: 'Software' }, termDuration: 'P1Y' }],
    ['of Azure', { productType: { id: 'Azure' } }],
  ])('is not run by one %s', (_, members) => {
    expect(extendedTermRisk(newCommerce({ autoRenewEnabled: false, ...members }))).toBe(false);
  });
});

describe('extendedTermStart', () => {
  const bare = { autoRenewEnabled: false, commitmentEndDate: '2026-06-05T00:00:00Z' };
  const start = (members: Record<string, unknown>, now: string) =>
    extendedTermStart(newCommerce({ ...bare, ...members }), new Date(now))?.toISOString();

  it.each(['', 'soon', null])('is the end of the last day, where the instant is %j', (commitmentEndDateTime) => {
    expect(start({ commitmentEndDateTime }, '2026-06-05T12:00:00Z')).toBe('2026-06-06T00:00:00.000Z');
    expect(start({ commitmentEndDateTime }, '2026-06-06T00:00:00Z')).toBeUndefined();
  });

  it('is the instant where that is told', () => {
    expect(start({ commitmentEndDateTime: '2026-06-05T23:59:59Z' }, '2026-06-05T12:00:00Z')).toBe(
      '2026-06-05T23:59:59.000Z',
    );
  });
});

describe('renewalWarnings', () => {
  it('tells a cancel what it takes with it', () => {
    const subscription = newCommerce({ scheduledActions: [CANCEL], scheduledNextTermInstructions: INSTRUCTIONS });
    expect(codes(subscription, 'cancel')).toEqual(['ScheduledCancelDropped', 'ScheduledChangeDropped']);
    expect(renewalWarnings(subscription, 'cancel')[1]?.message).toContain(IN_WORDS);
  });

  it('has nothing to tell a cancel that leaves nothing scheduled behind, extended term or not', () => {
    expect(codes(newCommerce({ autoRenewEnabled: false }), 'cancel')).toEqual([]);
  });

  it('tells a purchase that its new-commerce parent would run on, and until when it ends', () => {
    const [warning, ...others] = renewalWarnings(newCommerce({ autoRenewEnabled: false }), 'purchase');
    expect(warning).toMatchObject({
      code: 'ExtendedTermRisk',
      message: expect.stringContaining('2027-03-08') as string,
    });
    expect(others).toEqual([]);
  });

  it('tells a purchase nothing of what is scheduled for a new-commerce parent, which it leaves alone', () => {
    const members = { scheduledActions: [CANCEL], scheduledNextTermInstructions: INSTRUCTIONS };
    expect(codes(newCommerce({ autoRenewEnabled: false, ...members }), 'purchase')).toEqual([]);
  });

  it('tells a purchase what it drops of a legacy parent, which it changes', () => {
    const members = { ...LEGACY, scheduledActions: [CANCEL], scheduledNextTermInstructions: INSTRUCTIONS };
    const subscription = newCommerce({ autoRenewEnabled: false, ...members });
    expect(codes(subscription, 'purchase')).toEqual(['ScheduledCancelDropped', 'ScheduledChangeDropped']);
    expect(codes(newCommerce({ autoRenewEnabled: false, ...LEGACY }), 'purchase')).toEqual([]);
  });

  it('says each thing in one sentence', () => {
    const members = { scheduledActions: [CANCEL], scheduledNextTermInstructions: INSTRUCTIONS };
    const all = [
      ...renewalWarnings(newCommerce(members), 'cancel'),
      ...renewalWarnings(newCommerce({ ...members, ...LEGACY }), 'purchase'),
      ...renewalWarnings(newCommerce({ autoRenewEnabled: false }), 'purchase'),
    ];
    expect(all).toHaveLength(5);
    for (const { message } of all) expect(message).toMatch(/^[A-Z].*[^. ]\.$/);
  });
});
