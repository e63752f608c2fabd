import type { Deadline } from '../../../shared/schemas/deadline.ts';

/** The instant of the tests, by Partner Center’s clock. */
export const NOW = new Date('2026-11-28T08:00:00.000Z');

const HOUR_IN_MS = 3_600_000;

export const hoursFromNow = (hours: number): string => new Date(NOW.getTime() + hours * HOUR_IN_MS).toISOString();

/** A deadline of its own for each number, that of a cancel a day from now unless told otherwise. */
export function someDeadline(number = 0, changes: Partial<Deadline> = {}): Deadline {
  const digits = String(number).padStart(12, '0');
  return {
    cutoff: hoursFromNow(24),
    kind: 'cancel',
    basis: 'cancellationAllowedUntilDate',
    inferred: false,
    refund: 'full',
    customerId: `c0000000-0000-4000-8000-${digits}`,
    customerName: 'Stadtwerke Überlingen-Süd GmbH & Co. KG',
    subscriptionId: `50000000-0000-4000-8000-${digits}`,
    subscriptionName: 'Microsoft 365 Business Premium',
    orderId: 'Vf1Lqm6zBmcgzWIbvMH3sXGNj9pG7Ft31',
    status: 'active',
    product: 'CFQ7TTC0LCHC:0002',
    productName: 'Microsoft 365 Business Premium',
    productType: 'OnlineServicesNCE',
    quantity: 25,
    refundableQuantity: 25,
    termDuration: 'P1Y',
    billingCycle: 'monthly',
    commitmentEndDateTime: '2027-11-20T23:59:59.000Z',
    autoRenewEnabled: true,
    extendedTermRisk: false,
    partnerIdOnRecord: '4847383',
    resellerId: 'b6a4f0a1-5c0e-4a70-9f0a-0c1de0000001',
    resellerName: 'Lucerne Cloud Services',
    seenAt: '2026-11-28T02:31:12.000Z',
    scanId: '20261128T023000000Z-0a1b2c3d',
    ...changes,
  };
}
