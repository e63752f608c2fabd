/**
 * The documented errors this model answers with: HTTP status, code, description.
 * https://learn.microsoft.com/partner-center/developer/error-codes
 */
export const ERROR_TABLE = {
  noToken: [401, 800001, 'The request carries no usable partner token.'],
  wrongAudience: [
    401,
    900420,
    'The audience of the token is not accepted; use https://api.partnercenter.microsoft.com.',
  ],
  appOnlyRefused: [403, 900329, 'This resource cannot be used with an app-only token; an App+User token is needed.'],
  targetViewRefused: [403, 400036, 'The target view is not allowed.'],
  notFound: [404, 1000, 'Nothing is found at this address.'],

  customerIdInvalid: [400, 900118, 'The customer id is not valid.'],
  customerNotFound: [404, 60003, 'The tenant is not found.'],
  noRelationship: [403, 20002, 'There is no commerce relationship with the customer.'],
  noCustomerAgreement: [403, 13605, 'The customer has not accepted the Microsoft Customer Agreement.'],
  notInThisEnvironment: [400, 900127, 'The operation is not available in this environment.'],
  operationNotSupported: [400, 900141, 'The operation is not supported.'],

  inputInvalid: [400, 800002, 'The input is not valid.'],
  enumInvalid: [400, 900126, 'A value is not one of the allowed names.'],
  etagStale: [400, 2055, 'The ETag is no longer current.'],

  orderNotFound: [404, 20000, 'The order is not found.'],
  orderInProgress: [409, 800060, 'An order is in progress; look at the recent orders in a few minutes.'],
  adjustmentPending: [409, 800014, 'Another adjustment of the order is pending.'],
  orderNotCancellable: [400, 800061, 'The order cannot be cancelled.'],
  suspendInstead: [400, 800063, 'The order cannot be cancelled; suspend its subscriptions instead.'],
  sandboxOnlyCancel: [403, 800019, 'Only integration sandbox tenants may cancel this purchase.'],
  cancelSubscriptionInstead: [403, 800077, 'A seat-based subscription is cancelled by updating the subscription.'],
  cancelDaysPassed: [400, 900117, 'The days in which a cancellation is allowed have passed.'],
  cancelHoursPassed: [400, 900213, 'The 168 hours in which a cancellation is allowed have passed.'],

  lineNumbersInvalid: [400, 800071, 'Line item numbers must run from 0 to the number of lines less one.'],
  offerInvalid: [400, 800004, 'The offer id is not valid.'],
  catalogueIdAsOffer: [400, 2100, 'The id belongs to a product of the catalogue, not to an offer.'],
  orderCannotBeProcessed: [400, 4018, 'The order cannot be processed.'],
  offerNotInCountry: [400, 800070, 'The offer is not available in the country or region of the customer.'],
  offerNoLongerSold: [403, 2091, 'The offer is no longer sold.'],
  notInSandbox: [403, 900322, 'The product cannot be bought in the sandbox.'],
  quantityOutsideOffer: [400, 2002, 'The quantity is outside the limits of the offer.'],
  lineQuantityOutsideOffer: [400, 900275, 'The quantity of a line item is outside the limits of the offer.'],
  notEligible: [400, 800062, 'The transaction is not eligible.'],
  billingCycleInvalid: [400, 900269, 'The billing cycle is not valid.'],
  termDurationInvalid: [400, 800121, 'The term duration is not valid.'],
  customTermEndInvalid: [
    400,
    900242,
    'The custom term end date fits neither another subscription nor the end of a month.',
  ],
  partnerAttestationMissing: [400, 900206, 'partnerOnRecordAttestationAccepted is missing or not true.'],
  attestationNeeded: [400, 900203, 'The catalogue item needs attestationAccepted.'],
  ownPartnerId: [404, 2072, "The provider's own PartnerID cannot be the partner on record."],
  partnerIdNotFound: [404, 800015, 'The PartnerID is not found.'],
  notAReseller: [400, 800016, 'The PartnerID is not a valid indirect reseller of the customer.'],
  resellerWithoutAgreement: [403, 900123, 'The indirect reseller has not accepted the Microsoft Partner Agreement.'],
  sandboxLimit: [400, 800018, 'The limit of the integration sandbox is reached.'],
  sandboxAzurePlanLimit: [400, 900116, 'The limit of the integration sandbox for Azure plans is reached.'],
  azureSubscriptionMissing: [400, 900313, 'The Azure subscription is missing from the provisioning context.'],

  addOnNotForParent: [400, 800029, 'The add-on does not belong to the parent subscription.'],
  parentNotActive: [409, 27009, 'The parent subscription is not active.'],

  subscriptionNotFound: [404, 20003, 'The subscription is not found.'],
  subscriptionDeleted: [400, 2011, 'A deleted subscription cannot be updated.'],
  subscriptionNotReady: [409, 800082, 'The subscription is not ready for an update; try again later.'],
  transitionRefused: [400, 800040, 'The change of status is not allowed.'],
  statusFixed: [400, 800096, 'The status cannot be updated.'],
  suspendedFixed: [400, 800091, 'A suspended subscription cannot be updated.'],
  quantityWhileSuspending: [400, 2001, 'The quantity cannot change while the subscription is being suspended.'],
  quantityDecreaseRefused: [400, 800090, 'The quantity cannot be decreased.'],
  quantityFixed: [400, 800095, 'The quantity cannot be updated.'],
  partnerFixed: [400, 800098, 'The partner on record of this subscription cannot be changed.'],
  billingCycleFixed: [400, 800097, 'The billing cycle cannot be updated.'],
  billingCycleByOrder: [400, 2054, 'The billing cycle is changed by updating the order.'],
  azurePlanInUse: [403, 900115, 'The Azure plan has active Azure subscriptions.'],

  cartNotFound: [404, 800008, 'The cart is not found.'],
  cartHasErrors: [400, 800009, 'Items of the cart are in error.'],
  cartOrdered: [400, 800065, 'The cart was checked out already.'],
  cartInProgress: [409, 800064, 'The cart is being processed by another request.'],
  productNotFound: [404, 400013, 'The product is not found.'],
  skuNotFound: [404, 400018, 'The SKU is not found.'],
  availabilityNotFound: [404, 400019, 'The availability is not found; read the catalogue again.'],

  profileNotFound: [404, 3000, 'The partner profile is not found.'],
  agreementIdInvalid: [400, 2000, 'Either mpnId in digits or tenantId as a GUID is expected, not both.'],
  agreementIdMissing: [400, 2001, 'mpnId or tenantId is missing.'],
  agreementMpnIdUnknown: [400, 2200, 'The PartnerID is not known.'],
  agreementTenantUnknown: [400, 2205, 'There is no account for the tenant.'],

  unexpected: [500, 800003, 'An unexpected failure happened.'],
} as const satisfies Record<string, readonly [status: number, code: number, description: string]>;

export type ErrorName = keyof typeof ERROR_TABLE;
