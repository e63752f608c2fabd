import type { Environment } from '../../../shared/deadlines/productMatrix.ts';
import type { Window } from '../../../shared/deadlines/windows.ts';
import { batches, MARKETPLACE, NCE, PERPETUAL, SAMPLE, SOFTWARE, UNTIL } from './windowSamples.ts';

/** A subscription as a page of the documentation describes it, and what can still be taken back of it. */
export interface WindowCase {
  name: string;
  page: string;
  subscription: Record<string, unknown>;
  now: string;
  windows: Window[];
  environment?: Environment;
}

const POLICY = 'customers/new-commerce-cancellation-policy';
const RESOURCE = 'developer/subscription-resources';
const BY_ID = 'developer/get-a-subscription-by-id';
const LIST = 'developer/get-all-of-a-customer-s-subscriptions';
const CANCEL = 'developer/cancel-an-azure-marketplace-subscription';
const MATRIX = 'developer/cancel-an-order-from-the-integration-sandbox';
const RENEWAL = 'customers/create-a-new-subscription';
const LIFECYCLE = 'subscription-lifecycle';

const cancel = (cutoff: string): Window => {
  return { kind: 'cancel', cutoff: new Date(cutoff), basis: 'cancellationAllowedUntilDate', inferred: false };
};
const refund = (cutoff: string): Window => {
  return { kind: 'cancel', cutoff: new Date(cutoff), basis: 'refundOptions', inferred: true };
};
const seats = (cutoff: string, quantity?: number): Window => {
  const known = quantity === undefined ? {} : { quantity };
  return { kind: 'seats', cutoff: new Date(cutoff), basis: 'refundableQuantity', inferred: false, ...known };
};

const casesOf = (base: Record<string, unknown>, usual: string) => {
  return (name: string, page: string, members: Record<string, unknown>, windows: Window[] = [], now = usual) => {
    const address = `https://learn.microsoft.com/partner-center/${page}`;
    return { name, page: address, subscription: { ...base, ...members }, now, windows };
  };
};
const nce = casesOf(NCE, '2026-03-05T02:30:00Z');
const market = casesOf(MARKETPLACE, '2019-01-09T02:30:00Z');
const software = casesOf(SOFTWARE, '2021-11-13T02:30:00Z');
const until = (cancellationAllowedUntilDate: string | null) => ({ cancellationAllowedUntilDate });

export const WINDOW_CASES: WindowCase[] = [
  nce('a purchase of new commerce', POLICY, {}, [cancel(UNTIL)]),
  nce('a millisecond before the cutoff', POLICY, {}, [cancel(UNTIL)], '2026-03-10T10:59:59.999Z'),
  nce('the instant of the cutoff', POLICY, {}, [], UNTIL),
  nce('just after the cutoff', POLICY, {}, [], '2026-03-10T11:00:00.001Z'),
  nce('a term in which no cancel is accepted any more', RESOURCE, until(null)),
  nce(
    'the new window that a renewal opens, from the moment it was completed',
    RENEWAL,
    {
      ...until('2027-03-10T04:12:09.5512345Z'),
      commitmentEndDate: '2028-03-02T00:00:00Z',
      commitmentEndDateTime: '2028-03-02T23:59:59Z',
    },
    [cancel('2027-03-10T04:12:09.551Z')],
    '2027-03-04T02:30:00Z',
  ),
  nce('a renewal that is under way and still shows the old term', RENEWAL, {}, [], '2027-03-03T00:05Z'),
  nce(
    'seats that were added in mid-term, twice',
    'developer/change-the-quantity-of-a-subscription',
    { ...until(null), ...batches([3, '2026-06-12T09:00:00Z'], [5, '2026-06-10T15:30:00.1234567Z']) },
    [seats('2026-06-10T15:30:00.123Z', 5), seats('2026-06-12T09:00:00Z', 3)],
    '2026-06-06T02:30:00Z',
  ),
  nce(
    'the seats of the purchase, which go with the cancel, and later ones',
    BY_ID,
    batches([15, '2026-03-10T11:00:00.4982520Z'], [2, '2026-03-11T08:00:00Z']),
    [cancel(UNTIL), seats('2026-03-11T08:00:00Z', 2)],
  ),
  nce('two batches of one cutoff', BY_ID, batches([1, '2026-03-11T08:00:00Z'], [2, '2026-03-11T08:00:00Z']), [
    cancel(UNTIL),
    seats('2026-03-11T08:00:00Z', 3),
  ]),
  nce(
    'odd batches beside a good one',
    BY_ID,
    {
      ...until(null),
      refundableQuantity: { details: [7, null, { quantity: 4 }, { allowedUntilDateTime: UNTIL, quantity: 'four' }] },
    },
    [seats(UNTIL)],
  ),
  nce('the sample with its batch', BY_ID, SAMPLE, [seats('2021-01-24T20:39:17.182Z', 10)], '2021-01-18T02:30:00Z'),
  nce('the sample as it stands: expired', BY_ID, { ...SAMPLE, status: 'expired' }, [], '2021-01-18T02:30:00Z'),
  software('a software subscription, until the end of a day', LIST, {}, [cancel('2021-11-14T23:59:00Z')]),
  software('perpetual software, whose order takes the cancel', POLICY, PERPETUAL, [cancel('2021-11-14T23:59:00Z')]),
  market('a monthly marketplace subscription, 24 hours from its activation', CANCEL, {}, [
    refund('2019-01-10T00:21:45.926Z'),
  ]),
  market('the same after 24 hours', CANCEL, {}, [], '2019-01-10T00:21:45.926Z'),
  market(
    'a yearly marketplace subscription, 14 days',
    POLICY,
    { termDuration: 'P1Y', refundOptions: [{ type: 'Full', expiresAt: '2019-01-23T00:21:45.9263727+00:00' }] },
    [refund('2019-01-23T00:21:45.926Z')],
  ),
  market('a marketplace subscription that states both dates', RESOURCE, until('2019-01-12T00:21:45.926Z'), [
    cancel('2019-01-12T00:21:45.926Z'),
  ]),
  market('a marketplace subscription whose date is null: its refund still ends', CANCEL, until(null), [
    refund('2019-01-10T00:21:45.926Z'),
  ]),
  market('one whose date is the end of the term: so does its refund', CANCEL, until('2019-02-08T00:21:45.926Z'), [
    refund('2019-01-10T00:21:45.926Z'),
  ]),
  market('one whose date means never', CANCEL, until('9999-12-10T00:00:00Z'), [refund('2019-01-10T00:21:45.926Z')]),
  market('one whose date cannot be read', CANCEL, until('soon'), [refund('2019-01-10T00:21:45.926Z')]),
  market('one whose stated cutoff has passed, whatever its refund', RESOURCE, until('2019-01-09T01:00:00Z')),
  market(
    'one on the last day of its term, which is its date, whatever its refund',
    RESOURCE,
    {
      ...until('2019-02-08T00:00:00Z'),
      commitmentEndDateTime: '2019-02-08T23:59:59Z',
      refundOptions: [{ type: 'Partial', expiresAt: '2019-02-20T00:00:00Z' }],
    },
    [],
    '2019-02-08T12:00:00Z',
  ),
  market(
    'the partial refund, once the full one has ended',
    RESOURCE,
    { refundOptions: [...MARKETPLACE.refundOptions, { type: 'Partial', expiresAt: '2019-01-20T00:00:00Z' }] },
    [refund('2019-01-20T00:00:00Z')],
    '2019-01-10T02:30:00Z',
  ),
  market(
    'a full refund beside an odd one',
    RESOURCE,
    { refundOptions: [7, ...MARKETPLACE.refundOptions, { type: 'Full', expiresAt: 'soon' }] },
    [refund('2019-01-10T00:21:45.926Z')],
  ),
  market(
    'a product that nobody knows yet',
    RESOURCE,
    { productType: { id: 'SomethingNew' }, isMicrosoftProduct: true, ...until(null) },
    [refund('2019-01-10T00:21:45.926Z')],
  ),
  market(
    'the full refund, not the partial one that lasts longer',
    RESOURCE,
    {
      refundOptions: [...MARKETPLACE.refundOptions, { type: 'Partial', expiresAt: '2019-01-20T00:00:00Z' }],
    },
    [refund('2019-01-10T00:21:45.926Z')],
  ),
  market('a full refund that has no end', RESOURCE, { refundOptions: [{ type: 'Full', expiresAt: null }] }, []),
  market(
    'a free trial of the marketplace, cancelled at any time',
    POLICY,
    {
      isTrial: true,
      ...until('2019-02-08T00:21:45.926Z'),
    },
    [],
  ),
  nce('a trial', RESOURCE, { isTrial: true, ...until('2027-03-02T23:59:59Z') }),
  nce('a trial that was converted', RENEWAL, { isTrial: false }, [cancel(UNTIL)]),
  nce('an extended service term', 'customers/extended-service-terms', {
    termDuration: 'P1M',
    ...until('2027-03-02T23:59:59Z'),
  }),
  nce('a cancel at any time, as the midnight of the inclusive day', RESOURCE, until('2027-03-02T00:00:00Z')),
  nce('a cancel at any time, as the midnight after that day', RESOURCE, {
    ...until('2027-03-03T00:00:00Z'),
    commitmentEndDateTime: undefined,
  }),
  nce('a cancel at any time, as a day where only the instant is known', RESOURCE, {
    ...until('2027-03-02T00:00:00Z'),
    commitmentEndDate: undefined,
  }),
  nce('a cutoff on the day the term ends, hours before its end', RESOURCE, until('2027-03-02T11:00:00Z'), [
    cancel('2027-03-02T11:00:00Z'),
  ]),
  nce('a legacy licence', MATRIX, { offerId: '195416C1-3447-423A-B37B-EE59A99A19C4', productType: undefined }),
  nce('an Azure plan, which states no date', MATRIX, {
    offerId: 'DZH318Z0BPS6:0001:DZH318Z0BML2',
    productType: { id: 'Azure' },
    cancellationAllowedUntilDate: undefined,
  }),
  nce('a reservation in production', MATRIX, { productType: { id: 'AzureReservation' } }),
  {
    ...nce('a reservation in the sandbox', MATRIX, { productType: { id: 'AzureReservation' } }, [cancel(UNTIL)]),
    environment: 'sandbox',
  },
  nce('a savings plan', MATRIX, { productType: { id: 'AzureSavingsPlan' } }),
  nce('a suspended one within its window: it is billed on', LIFECYCLE, { status: 'suspended' }, [cancel(UNTIL)]),
  nce('a pending one', RESOURCE, { status: 'pending' }, [cancel(UNTIL)]),
  nce('a disabled one', LIFECYCLE, { status: 'disabled' }),
  nce('a deleted one', LIFECYCLE, { status: 'Deleted' }),
  nce('a status that does not exist yet', RESOURCE, { status: 'hibernating' }, [cancel(UNTIL)]),
  nce('a date without a zone', 'announcements/2023-april', until('2026-03-10T11:00:00'), [cancel(UNTIL)]),
  nce('a date of seven digits', RESOURCE, until('2026-03-10T11:00:00.1335741Z'), [cancel('2026-03-10T11:00:00.133Z')]),
  nce('a date that means never', BY_ID, until('9999-12-10T00:00:00Z')),
  nce(
    'a partial upgrade, which inherits the window',
    POLICY,
    { creationDate: '2026-03-09T10:00:00Z' },
    [cancel(UNTIL)],
    '2026-03-10T02:30:00Z',
  ),
  nce(
    'a migration from legacy, like a purchase',
    'migrate-subscriptions-to-new-commerce',
    {
      migratedFromSubscriptionId: '1C2B75C1-74A5-472A-A729-7F8CEFC477F9',
    },
    [cancel(UNTIL)],
  ),
  nce(
    'batches of no seats, and ones added a week before the term ends',
    BY_ID,
    batches([0, '2026-03-11T08:00:00Z'], [2, '2027-03-02T23:59:59Z']),
    [cancel(UNTIL), seats('2027-03-02T23:59:59Z', 2)],
  ),
  nce('seats of what may be cancelled at any time', BY_ID, {
    ...until('2027-03-02T23:59:59Z'),
    ...batches([2, '2027-03-02T23:59:59Z'], [1, '2026-03-11T08:00:00Z']),
  }),
  nce(
    'the sample within its full refund, the only end it states for all of its seats',
    BY_ID,
    SAMPLE,
    [refund('2021-01-15T00:00:00Z'), seats('2021-01-24T20:39:17.182Z', 10)],
    '2021-01-14T18:00:00Z',
  ),
  ...[undefined, '', 'soon'].map((stated) =>
    nce(
      `new commerce whose date is ${stated === '' ? 'empty' : (stated ?? 'absent')}: refunded in part as long as it can be cancelled`,
      POLICY,
      {
        cancellationAllowedUntilDate: stated,
        refundOptions: [
          { type: 'Full', expiresAt: '2026-03-06T00:00:00Z' },
          { type: 'Partial', expiresAt: UNTIL },
        ],
      },
      [refund(UNTIL)],
    ),
  ),
  nce('new commerce that is closed, whatever its refunds', RESOURCE, {
    ...until(null),
    refundOptions: [{ type: 'Partial', expiresAt: UNTIL }],
  }),
  nce('new commerce cancelled at any time, whatever its refunds', 'customers/extended-service-terms', {
    ...until('2027-03-02T23:59:59Z'),
    refundOptions: [{ type: 'Partial', expiresAt: UNTIL }],
  }),
  market(
    'the later of two full refunds',
    RESOURCE,
    {
      refundOptions: [...MARKETPLACE.refundOptions, { type: 'full', expiresAt: '2019-01-12T00:00:00Z' }],
    },
    [refund('2019-01-12T00:00:00Z')],
  ),
  market('a full refund until the term ends', RESOURCE, {
    refundOptions: [{ type: 'Full', expiresAt: '2019-02-08T00:21:45.926Z' }],
  }),
];
