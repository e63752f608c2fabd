import { SEED_OFFERS } from './seedIds.ts';
import type { ProductKind } from './types.ts';

export interface Term {
  duration: string;
  billingCycle: string;
}

export interface Sku {
  id: string;
  title: string;
  /** Availability id before the first rotation; later ones are derived from it. */
  availabilityId: string;
  minimumQuantity: number;
  maximumQuantity: number;
  terms: Term[];
  isTrial?: boolean;
  isAddon?: boolean;
  /** `PRODUCT:SKU` of which the tenant needs one. */
  prerequisiteSkus?: string[];
  /** No more seats than the base has. */
  seatsBoundToBase?: boolean;
  attestationRequired?: boolean;
  lineAttestationRequired?: boolean;
  refusedAtCheckout?: boolean;
  unavailableInSandbox?: boolean;
}

export interface Product {
  id: string;
  title: string;
  kind: ProductKind;
  targetView: string;
  productType: { id: string; displayName: string; subType?: { id: string; displayName: string } };
  publisherName: string;
  isMicrosoftProduct: boolean;
  skus: Sku[];
}

const LICENCE_TERMS: Term[] = [
  { duration: 'P1M', billingCycle: 'monthly' },
  { duration: 'P1Y', billingCycle: 'monthly' },
  { duration: 'P1Y', billingCycle: 'annual' },
  { duration: 'P3Y', billingCycle: 'annual' },
];

const TYPES = {
  newCommerce: {
    targetView: 'OnlineServices',
    productType: { id: 'OnlineServicesNCE', displayName: 'OnlineServicesNCE' },
  },
  marketplace: { targetView: 'SaaS', productType: { id: 'SaaS', displayName: 'SaaS' } },
  perpetualSoftware: { targetView: 'Software', productType: { id: 'Software', displayName: 'Software' } },
  softwareSubscription: { targetView: 'Software', productType: { id: 'Software', displayName: 'Software' } },
  reservation: {
    targetView: 'AzureReservations',
    productType: {
      id: 'Azure',
      displayName: 'Azure',
      subType: { id: 'VirtualMachineReservedInstance', displayName: 'Virtual machine reserved instance' },
    },
  },
  azurePlan: { targetView: 'Azure', productType: { id: 'Azure', displayName: 'Azure' } },
} as const;

function product(id: string, title: string, kind: keyof typeof TYPES, skus: Sku[]): Product {
  const isMicrosoftProduct = kind !== 'marketplace';
  const publisherName = isMicrosoftProduct ? 'Microsoft Corporation' : 'publisher Name';
  return { id, title, kind, ...TYPES[kind], publisherName, isMicrosoftProduct, skus };
}

function sku(id: string, title: string, availabilityId: string, more: Partial<Sku> = {}): Sku {
  return { id, title, availabilityId, minimumQuantity: 1, maximumQuantity: 10_000, terms: LICENCE_TERMS, ...more };
}

const BASE = `${SEED_OFFERS.newCommerceBase.productId}:${SEED_OFFERS.newCommerceBase.skuId}`;
const ONE_TIME: Term[] = [{ duration: '', billingCycle: 'one_time' }];

/** The modern products that the emulator sells. */
export const PRODUCTS: Product[] = [
  product('CFQ7TTC0LFLX', 'Microsoft 365 E3', 'newCommerce', [sku('0001', 'Microsoft 365 E3', 'CFQ7TTC0S3X1')]),
  product('CFQ7TTC0LH18', 'Microsoft 365 Business Basic', 'newCommerce', [
    sku('0001', 'Microsoft 365 Business Basic', 'CFQ7TTC0K18P', { maximumQuantity: 300 }),
    sku('000T', 'Microsoft 365 Business Basic (Trial)', 'CFQ7TTC0K18T', {
      isTrial: true,
      maximumQuantity: 25,
      terms: [{ duration: 'P1M', billingCycle: 'none' }],
    }),
  ]),
  product('CFQ7TTC0LHXM', 'Microsoft Defender for Office 365 (Plan 1)', 'newCommerce', [
    sku('0001', 'Microsoft Defender for Office 365 (Plan 1)', 'CFQ7TTC0KDF1', {
      isAddon: true,
      prerequisiteSkus: [BASE],
    }),
  ]),
  product('CFQ7TTC0LH1M', 'Multi-Geo Capabilities in Microsoft 365', 'newCommerce', [
    sku('0001', 'Multi-Geo Capabilities in Microsoft 365', 'CFQ7TTC0KMG1', {
      isAddon: true,
      prerequisiteSkus: [BASE],
      minimumQuantity: 5,
      seatsBoundToBase: true,
    }),
  ]),
  product('CFQ7TTC0LATT', 'Microsoft 365 A3 for Faculty', 'newCommerce', [
    sku('0001', 'Microsoft 365 A3 for Faculty', 'CFQ7TTC0KAT1', { attestationRequired: true }),
    sku('0002', 'Microsoft 365 A3 for Faculty, attested line', 'CFQ7TTC0KAT2', { lineAttestationRequired: true }),
  ]),
  product('CFQ7TTC0RISK', 'Microsoft 365 Copilot', 'newCommerce', [
    sku('0001', 'Microsoft 365 Copilot', 'CFQ7TTC0KRS1', { refusedAtCheckout: true }),
  ]),
  product('CFQ7TTC0PROD', 'Microsoft Teams Phone with Calling', 'newCommerce', [
    sku('0001', 'Microsoft Teams Phone with Calling', 'CFQ7TTC0KPR1', { unavailableInSandbox: true }),
  ]),
  product('DZH318Z0BXWC', 'offer Name', 'marketplace', [
    sku('0001', 'offer Name', 'DZH318Z0BMJX', {
      terms: [
        { duration: 'P1M', billingCycle: 'monthly' },
        { duration: 'P1Y', billingCycle: 'annual' },
      ],
    }),
  ]),
  product('DG7GMGF0DWT0', 'Microsoft Identity Manager 2016', 'perpetualSoftware', [
    sku('0001', 'Microsoft Identity Manager 2016 - 1 User CAL', 'DG7GMGF0DSQR', { terms: ONE_TIME }),
  ]),
  product('DG7GMGF0D5RK', 'Windows Server 2022', 'perpetualSoftware', [
    sku('0005', 'Windows Server 2022 - 1 Device CAL', 'DG7GMGF0D65N', { terms: ONE_TIME }),
  ]),
  product('DG7GMGF0FLR2', 'Windows Server CAL', 'softwareSubscription', [
    sku('0002', 'Windows Server CAL - 1 Device - 1 year', 'DG7GMGF0DKV1', {
      terms: [
        { duration: 'P1Y', billingCycle: 'one_time' },
        { duration: 'P3Y', billingCycle: 'one_time' },
      ],
    }),
  ]),
  product('DZH318Z0BQ35', 'Reserved VM Instance, Standard_B1ms, US West', 'reservation', [
    sku('000G', 'Reserved VM Instance, Standard_B1ms, US West, 1 Year', 'DZH318Z0DQP5', {
      terms: [{ duration: 'P1Y', billingCycle: 'one_time' }],
    }),
  ]),
  product('DZH318Z0BPS6', 'Azure plan', 'azurePlan', [
    sku('0001', 'Azure plan', 'DZH318Z0BXT9', {
      maximumQuantity: 1,
      terms: [{ duration: 'P1M', billingCycle: 'monthly' }],
    }),
  ]),
];
