import type { CutoffAlert, ScanDigest, SubscriptionAlert } from '../../../../shared/schemas/alertEvents.ts';

export const NOW = new Date('2026-09-30T07:12:00Z');

const HOUR_IN_MS = 3_600_000;

const PRODUCTS = [
  { id: 'CFQ7TTC0LCHC:0002', name: 'Microsoft 365 Business Premium', type: 'OnlineServicesNCE' },
  { id: 'CFQ7TTC0LFLX:0001', name: 'Microsoft 365 E3', type: 'OnlineServicesNCE' },
  { id: 'CFQ7TTC0HL8W:0002', name: 'Microsoft 365 Copilot', type: 'OnlineServicesNCE' },
  { id: 'CFQ7TTC0LHWM:0001', name: 'Visio Plan 2', type: 'OnlineServicesNCE' },
  { id: 'DZH318Z08ZDP:0007', name: 'Acronis Cyber Protect Cloud – Advanced Backup', type: 'Azure Marketplace' },
  {
    id: 'CFQ7TTC0HLZ1:0003',
    name: 'Dynamics 365 Customer Engagement Plan for Existing Customers with Enhanced Support (Qualified Offer)',
    type: 'OnlineServicesNCE',
  },
];

const CUSTOMERS = [
  'Contoso GmbH',
  'Fabrikam Maschinenbau AG',
  'Northwind Traders Ltd',
  'Stadtwerke Überlingen-Süd GmbH & Co. KG',
  'Tailspin Toys S.à r.l.',
  'Litware',
  'Adventure Works Cycles',
  'Arbeitsgemeinschaft Wasserwirtschaftsverwaltungsdigitalisierung Nordrhein-Westfalen e. V.',
  '株式会社ウイングチップ',
];

const RESELLERS = ['Alpine Ski House IT', 'Lucerne Cloud Services'];
const HOURS_OF_FIRST = [1.35, 3.2, 5.9, 8, 13.75, 22.5, 25, 47.6, 51, 70.1, 96, 160];

const pick = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;
const guid = (kind: number, index: number) =>
  `${kind}${String(index).padStart(7, '0')}-5c1e-4f0a-9d2b-${String(index * 7919).padStart(12, '0')}`;
const inHours = (hours: number) => new Date(NOW.getTime() + hours * HOUR_IN_MS).toISOString();

function kindOf(index: number): Pick<SubscriptionAlert, 'kind' | 'refund' | 'basis' | 'inferred'> {
  if (index % 6 === 2) return { kind: 'seats', refund: 'partial', basis: 'refundableQuantity', inferred: false };
  if (index % 6 === 5) return { kind: 'extendedTerm', refund: 'none', basis: 'commitmentEndDateTime', inferred: false };
  const marketplace = index % 6 === 4;
  const basis = marketplace ? 'refundOptions' : 'cancellationAllowedUntilDate';
  return { kind: 'cancel', refund: index % 3 === 1 ? 'partial' : 'full', basis, inferred: marketplace };
}

function someAlert(index: number): CutoffAlert {
  const hours = HOURS_OF_FIRST[index] ?? 160 + index * 0.9;
  const product = pick(PRODUCTS, index);
  const kind = kindOf(index);
  const quantity = (index * 37 + 24) % 190 || 1;
  const subscriptionId = guid(3, index);
  const customer = index % CUSTOMERS.length;
  const round = Math.floor(index / CUSTOMERS.length);
  const name = `${pick(CUSTOMERS, index)}${round > 0 ? ` ${round + 1}` : ''}`;
  return {
    ...kind,
    until: inHours(hours),
    secondsLeft: Math.round(hours * 3600),
    ...(kind.refund === 'partial' && kind.kind === 'cancel' ? { fullRefundUntil: inHours(hours / 2) } : {}),
    customer: { id: guid(1, index), name },
    ...(index % 3 === 0
      ? { reseller: { partnerId: `51${20000 + customer}`, id: guid(2, customer), name: pick(RESELLERS, index) } }
      : {}),
    subscription: { id: subscriptionId, name: product.name, status: 'active', orderId: `a1b2c3d4e5f6${1000 + index}` },
    product,
    quantity,
    ...(kind.kind === 'seats' ? { refundableQuantity: Math.ceil(quantity / 5) } : {}),
    term: { duration: pick(['P1Y', 'P1M', 'P3Y'], index), end: inHours(8000 + index), billingCycle: 'Monthly' },
    autoRenewEnabled: kind.kind !== 'extendedTerm',
    stage: hours < 6 ? '6h' : '24h',
    verified: index % 10 !== 3,
    ...(kind.kind === 'cancel'
      ? {
          cancel: {
            method: 'POST',
            url: `https://csp-operations.azurewebsites.net/api/customers/${guid(1, index)}/subscriptions/${subscriptionId}/cancel`,
          },
        }
      : {}),
  };
}

/** As many alerts as asked for, soonest first, always the same. */
export function someAlerts(count: number): CutoffAlert[] {
  return Array.from({ length: count }, (_, index) => someAlert(index));
}

const LISTED = 100;
const WITHIN = [
  { within: '24h', hours: 24 },
  { within: '72h', hours: 72 },
  { within: '7d', hours: 168 },
  { within: 'later', hours: Infinity },
] as const;

/** The digest of a scan after which that many deadlines are open; it is complete unless customers failed. */
export function someDigest(count: number, failed = 0): ScanDigest {
  const all = someAlerts(count);
  const hours = all.map(({ secondsLeft }) => secondsLeft / 3600);
  const below = (limit: number) => hours.filter((one) => one < limit).length;
  return {
    scanId: 'scan-20260930-0300',
    complete: failed === 0,
    startedAt: '2026-09-30T03:00:00.000Z',
    endedAt: '2026-09-30T03:41:12.345Z',
    customers: { expected: 1204, seen: 1204 - failed, skipped: 0, failed },
    failed: Array.from({ length: Math.min(failed, 20) }, (_, index) => ({
      customerId: guid(1, 900 + index),
      customerName: pick(CUSTOMERS, index + 3),
      code: index % 2 === 0 ? 'PartnerCenterForbidden' : 'PartnerCenterUnavailable',
      message:
        index % 2 === 0
          ? 'Partner Center refuses access to this customer: there is no relationship with it.'
          : 'Partner Center did not answer in time, in 5 attempts.',
    })),
    open: WITHIN.map(({ within, hours: limit }, index) => ({
      within,
      count: below(limit) - below(WITHIN[index - 1]?.hours ?? 0),
    })),
    deadlines: all.slice(0, LISTED).map(({ stage, verified, cancel, ...deadline }) => deadline),
    more: Math.max(count - LISTED, 0),
  };
}
