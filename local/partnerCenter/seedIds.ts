/** Indirect resellers of the seed; the first is the reseller of most seeded customers. */
export const SEED_RESELLERS = {
  main: { tenantId: 'b6a4f0a1-5c0e-4a70-9f0a-0c1de0000001', mpnId: '4847383', name: 'Fourth Coffee Cloud Services' },
  second: { tenantId: 'b6a4f0a1-5c0e-4a70-9f0a-0c1de0000002', mpnId: '5357564', name: 'Wingtip Resale' },
  inactive: { tenantId: 'b6a4f0a1-5c0e-4a70-9f0a-0c1de0000003', mpnId: '6108927', name: 'Lamna Partners (inactive)' },
} as const;

/** Ids of the seeded customers with their subscriptions and orders, by what each is for. */
export const SEED = {
  /** Bought a day ago: the window is open, and this is the one to try a first cancel on. */
  newCommerceOpen: {
    customerId: '7d1b6e1a-0f0e-4c7e-8a54-000000000001',
    subscriptionId: '3f2c1b7a-51d4-4e57-9f3e-000000000001',
    orderId: '34b37d7340cc',
  },
  newCommerceClosingSoon: {
    customerId: '7d1b6e1a-0f0e-4c7e-8a54-000000000002',
    subscriptionId: '3f2c1b7a-51d4-4e57-9f3e-000000000002',
    orderId: 'a68736758d9c',
  },
  newCommerceClosed: {
    customerId: '7d1b6e1a-0f0e-4c7e-8a54-000000000003',
    subscriptionId: '3f2c1b7a-51d4-4e57-9f3e-000000000003',
    orderId: 'b1c2d3e4f503',
  },
  newCommerceJustRenewed: {
    customerId: '7d1b6e1a-0f0e-4c7e-8a54-000000000004',
    subscriptionId: '3f2c1b7a-51d4-4e57-9f3e-000000000004',
    orderId: 'b1c2d3e4f504',
  },
  newCommerceSuspended: {
    customerId: '7d1b6e1a-0f0e-4c7e-8a54-000000000005',
    subscriptionId: '3f2c1b7a-51d4-4e57-9f3e-000000000005',
    orderId: 'b1c2d3e4f505',
  },
  /** Has the base product that the seeded new-commerce add-on asks for. */
  newCommerceBase: {
    customerId: '7d1b6e1a-0f0e-4c7e-8a54-000000000006',
    subscriptionId: '3f2c1b7a-51d4-4e57-9f3e-000000000006',
    orderId: 'b1c2d3e4f506',
  },
  /** Has nothing at all, so no base product either. */
  empty: { customerId: '7d1b6e1a-0f0e-4c7e-8a54-000000000007' },
  /** The customer and subscription of the page on cancelling a marketplace subscription. */
  marketplace: {
    customerId: '5921f00a-32c0-4457-aaa1-e8018c650895',
    subscriptionId: 'aaaa0a0a-bb1b-cc2c-dd3d-eeeeee4e4e4e',
    orderId: 'ImxjLNL4_fOc-2KoyOxGTZcrlIquzls11',
  },
  /** The customer, parent subscription and order of the page on buying an add-on. */
  legacyWithAddOns: {
    customerId: '4d3cf487-70f4-4e1e-9ff1-b2bfce8d9f04',
    subscriptionId: 'aaaa0a0a-bb1b-cc2c-dd3d-eeeeee4e4e4e',
    orderId: 'CF3B0E37-BE0B-4CDD-B584-D1A97D98A922',
    addOnOfferId: '2828BE95-46BA-4F91-B2FD-0BEF192ECF60',
    baseOfferId: '195416C1-3447-423A-B37B-EE59A99A19C4',
  },
  legacySuspended: {
    customerId: '7d1b6e1a-0f0e-4c7e-8a54-000000000010',
    subscriptionId: '3f2c1b7a-51d4-4e57-9f3e-000000000010',
    orderId: '0b5e2b6a-6f0b-4a7f-9d1c-000000000010',
  },
  /** The customer and order of the page on cancelling an order from the integration sandbox. */
  perpetualSoftware: {
    customerId: 'bd59b416-37f9-4d8f-8df3-5750111fc615',
    orderId: 'UKXASSO1dezh3HdxClHxSp5UEFXGbAnt1',
  },
  twoLineSoftware: {
    customerId: '7d1b6e1a-0f0e-4c7e-8a54-000000000012',
    orderId: 'Tw0LineS0ftware_0rder-AbCdEfGhIj1',
  },
  softwareSubscription: {
    customerId: '7d1b6e1a-0f0e-4c7e-8a54-000000000013',
    subscriptionId: '3f2c1b7a-51d4-4e57-9f3e-000000000013',
    orderId: 'S0ftwareSubscripti0n_0rder-AbCdE1',
  },
  reservation: {
    customerId: '7d1b6e1a-0f0e-4c7e-8a54-000000000014',
    orderId: 'Reservati0n_0rder-AbCdEfGhIjKlMn1',
    azureSubscriptionId: '9c1a4d52-8f53-4f2c-a9ac-000000000014',
  },
  /** A reservation order from 70 days ago. */
  oldOrder: {
    customerId: '7d1b6e1a-0f0e-4c7e-8a54-000000000015',
    orderId: '0ldReservati0n_0rder-AbCdEfGhIjK1',
  },
  azurePlan: {
    customerId: '7d1b6e1a-0f0e-4c7e-8a54-000000000016',
    subscriptionId: '3f2c1b7a-51d4-4e57-9f3e-000000000016',
    orderId: 'AzurePlan_0rder-AbCdEfGhIjKlMnOp1',
  },
  trial: {
    customerId: '7d1b6e1a-0f0e-4c7e-8a54-000000000017',
    subscriptionId: '3f2c1b7a-51d4-4e57-9f3e-000000000017',
    orderId: 'b1c2d3e4f517',
  },
  /** Auto-renew is off and no cancel is scheduled; the term ends in ten days. */
  extendedTermRisk: {
    customerId: '7d1b6e1a-0f0e-4c7e-8a54-000000000018',
    subscriptionId: '3f2c1b7a-51d4-4e57-9f3e-000000000018',
    orderId: 'b1c2d3e4f518',
  },
  /** What can be planned for the end of a term: one subscription each, all bought a day ago, so that their windows are open. */
  plannedTermEnds: {
    customerId: '7d1b6e1a-0f0e-4c7e-8a54-000000000020',
    /** Auto-renew is off and nothing is scheduled. */
    noRenewalSubscriptionId: '3f2c1b7a-51d4-4e57-9f3e-000000000201',
    /** Auto-renew is off and a cancel is scheduled. */
    scheduledCancelSubscriptionId: '3f2c1b7a-51d4-4e57-9f3e-000000000202',
    /** Renews with fewer licences and by the month. */
    scheduledChangeSubscriptionId: '3f2c1b7a-51d4-4e57-9f3e-000000000203',
  },
  /** One customer with an expired, a disabled and a deleted subscription. */
  ended: {
    customerId: '7d1b6e1a-0f0e-4c7e-8a54-000000000019',
    expiredSubscriptionId: '3f2c1b7a-51d4-4e57-9f3e-000000000191',
    disabledSubscriptionId: '3f2c1b7a-51d4-4e57-9f3e-000000000192',
    deletedSubscriptionId: '3f2c1b7a-51d4-4e57-9f3e-000000000193',
  },
  /** The customer of the page on ordering for an indirect reseller's customer; has nothing yet. */
  resellerCustomer: { customerId: 'c501c3c4-d776-40ef-9ecf-9cefb59442c1' },
  /** In the list, but every resource under it answers 403 with code 20002. */
  relationshipRemoved: { customerId: '7d1b6e1a-0f0e-4c7e-8a54-000000000021' },
  /** Has not accepted the Microsoft Customer Agreement: purchases answer 403 with code 13605. */
  noCustomerAgreement: { customerId: '7d1b6e1a-0f0e-4c7e-8a54-000000000022' },
} as const;

/** Offers and catalogue items of the emulator's catalogue, by what each is for; modern ones as product and SKU. */
export const SEED_OFFERS = {
  legacyBase: '195416C1-3447-423A-B37B-EE59A99A19C4',
  legacyAddOn: '2828BE95-46BA-4F91-B2FD-0BEF192ECF60',
  /** An add-on to `legacyPlain`, not to `legacyBase`. */
  legacyOtherAddOn: 'A2706F86-868D-4048-989B-0C69E5C76B63',
  legacyPlain: 'DB2E705F-B82A-4024-A3D5-D88E12F2DB35',
  /** Sold in quantities from 5 to 20 only. */
  legacyLimited: 'F1EDC71E-7A9E-4A6A-8C0F-7B3E6A5E4D10',
  legacyRetired: '91FD106F-4B2C-4938-95AC-F54F74E9A239',
  legacyGermanyOnly: '4F1B7E2C-2A53-4B0E-9D52-0E6A9E1C7A11',
  legacyAttested: '0C61A4E8-93B0-4E4C-8E5D-6D2B7A9F3C12',
  newCommerceBase: { productId: 'CFQ7TTC0LFLX', skuId: '0001' },
  newCommercePlain: { productId: 'CFQ7TTC0LH18', skuId: '0001' },
  newCommerceTrial: { productId: 'CFQ7TTC0LH18', skuId: '000T' },
  /** Needs `newCommerceBase` in the tenant. */
  newCommerceAddOn: { productId: 'CFQ7TTC0LHXM', skuId: '0001' },
  /** Needs `newCommerceBase`, at least 5 seats, and no more seats than the base has. */
  newCommerceSeatBoundAddOn: { productId: 'CFQ7TTC0LH1M', skuId: '0001' },
  newCommerceAttested: { productId: 'CFQ7TTC0LATT', skuId: '0001' },
  newCommerceLineAttested: { productId: 'CFQ7TTC0LATT', skuId: '0002' },
  /** Passes the cart and is then refused at checkout, as an entry of `orderErrors`. */
  newCommerceRefusedAtCheckout: { productId: 'CFQ7TTC0RISK', skuId: '0001' },
  newCommerceNotInSandbox: { productId: 'CFQ7TTC0PROD', skuId: '0001' },
  marketplace: { productId: 'DZH318Z0BXWC', skuId: '0001' },
  perpetualSoftware: { productId: 'DG7GMGF0DWT0', skuId: '0001' },
  otherPerpetualSoftware: { productId: 'DG7GMGF0D5RK', skuId: '0005' },
  softwareSubscription: { productId: 'DG7GMGF0FLR2', skuId: '0002' },
  reservation: { productId: 'DZH318Z0BQ35', skuId: '000G' },
  azurePlan: { productId: 'DZH318Z0BPS6', skuId: '0001' },
} as const;
