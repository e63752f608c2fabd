import type { ErrorCode } from '../errors.ts';

/** What a refusal means to a caller. */
export interface Refusal {
  code: ErrorCode;
  message: string;
  target?: string;
}

/** A stale ETag, in each of its spellings. */
export const CHANGED_MEANWHILE: Refusal = {
  code: 'ChangedMeanwhile',
  message: 'The resource changed while it was being worked on. Look at it again, then repeat the call.',
};

const ITEM_ATTESTATION =
  'Partner Center wants an attestation for this item. Read it, and send attestationAccepted: true on the line if it holds.';

const AVAILABILITY_ROTATED =
  'This availability is no longer offered: availability ids rotate. Send offerId as product:sku, and the current one is looked up.';

/**
 * What Partner Center's refusals mean to a caller, by `status/code`: codes alone are not unique.
 * https://learn.microsoft.com/partner-center/developer/error-codes
 */
export const REFUSALS: Readonly<Record<string, Refusal>> = {
  '403/20002': {
    code: 'CustomerNotFound',
    message:
      'There is no reseller relationship with this customer. Check the customer id, or ask the customer to accept the relationship again.',
    target: 'customerId',
  },
  '404/60003': {
    code: 'CustomerNotFound',
    message: 'Partner Center knows no such customer. Use the customer’s Microsoft ID (tenant id).',
    target: 'customerId',
  },
  '404/20000': {
    code: 'OrderNotFound',
    message:
      'Partner Center knows no such order for this customer. Order ids are case-sensitive, and a new order can take 15 minutes to appear.',
    target: 'orderId',
  },
  '404/20003': {
    code: 'SubscriptionNotFound',
    message: 'Partner Center knows no such subscription for this customer.',
    target: 'subscriptionId',
  },
  '404/800015': {
    code: 'IndirectResellerNotFound',
    message: 'Partner Center knows no such PartnerID. Check the indirect reseller’s enrolment.',
    target: 'indirectResellerId',
  },
  '400/800016': {
    code: 'IndirectResellerNotFound',
    message: 'The PartnerID is not that of a valid indirect reseller. Check the reseller’s enrolment.',
    target: 'indirectResellerId',
  },
  '400/900154': {
    code: 'IndirectResellerNotFound',
    message:
      'The PartnerID is not the location account of an active indirect reseller. Check the reseller’s enrolment.',
    target: 'indirectResellerId',
  },
  '404/2072': {
    code: 'InvalidRequest',
    message: 'The provider’s own PartnerID cannot be the reseller of record. Name the indirect reseller.',
    target: 'indirectResellerId',
  },
  '403/800019': {
    code: 'SandboxOnly',
    message:
      'Partner Center cancels this order only in an integration sandbox; this is a production tenant. Set PARTNER_CENTER_ENVIRONMENT to production.',
  },
  '403/800077': {
    code: 'UseSubscriptionCancel',
    message: 'This order is cancelled through its subscription.',
  },
  '400/800061': { code: 'NotCancellable', message: 'Partner Center says that this order cannot be cancelled.' },
  '400/800063': {
    code: 'NotCancellable',
    message: 'This order cannot be cancelled. Suspend its subscriptions instead.',
  },
  '400/900117': { code: 'CancellationWindowClosed', message: 'The cancellation window, counted in days, has passed.' },
  '400/900213': { code: 'CancellationWindowClosed', message: 'The cancellation window, counted in hours, has passed.' },
  '400/900277': {
    code: 'CancellationWindowClosed',
    message: 'The subscription is expiring and takes no more changes.',
  },
  '400/900279': { code: 'CancellationWindowClosed', message: 'The subscription takes no more changes.' },
  '400/800040': {
    code: 'NotCancellable',
    message: 'Partner Center does not allow this change from the subscription’s present status.',
  },
  '400/800091': { code: 'NotCancellable', message: 'A suspended subscription cannot be changed. Reactivate it first.' },
  '400/800096': { code: 'NotCancellable', message: 'The status of this subscription cannot be changed.' },
  '403/900115': {
    code: 'NotCancellable',
    message: 'The Azure plan still has active Azure subscriptions. Cancel those first.',
  },
  '400/2055': CHANGED_MEANWHILE,
  '417/800036': CHANGED_MEANWHILE,
  '409/800082': {
    code: 'PartnerCenterUnavailable',
    message: 'The subscription is being renewed or provisioned; nothing was done. Repeat the call in two minutes.',
  },
  '409/900278': {
    code: 'OperationPending',
    message: 'Another operation on this subscription is pending.',
  },
  '409/27009': {
    code: 'ParentSubscriptionNotActive',
    message: 'The parent subscription is not active. Reactivate it before buying an add-on.',
    target: 'subscriptionId',
  },
  '400/800029': {
    code: 'AddOnNotPurchasable',
    message: 'The add-on does not belong to this parent subscription. Choose one of its add-on offers.',
    target: 'offerId',
  },
  '200/400041': {
    code: 'AddOnNotPurchasable',
    message: 'The customer has no subscription that this add-on requires. Buy the base product first.',
    target: 'offerId',
  },
  '200/400072': {
    code: 'PartnerCenterRejected',
    message: AVAILABILITY_ROTATED,
    target: 'offerId',
  },
  '200/10018': {
    code: 'AddOnNotPurchasable',
    message: 'The base subscription has too few seats for this add-on.',
    target: 'quantity',
  },
  '200/10019': {
    code: 'AddOnNotPurchasable',
    message: 'This add-on has a minimum number of seats. Raise the quantity.',
    target: 'quantity',
  },
  '200/10012': {
    code: 'AttestationRequired',
    message: ITEM_ATTESTATION,
    target: 'attestationAccepted',
  },
  '400/900203': {
    code: 'AttestationRequired',
    message: ITEM_ATTESTATION,
    target: 'lineItems',
  },
  '400/900206': {
    code: 'AttestationRequired',
    message:
      'Partner Center wants the partner-on-record attestation. Read it, and send partnerOnRecordAttestationAccepted: true if it holds.',
    target: 'partnerOnRecordAttestationAccepted',
  },
  '403/13605': {
    code: 'PartnerCenterRejected',
    message:
      'The customer has not accepted the Microsoft Customer Agreement. Record its acceptance, then repeat the call.',
  },
  '403/900123': {
    code: 'PartnerCenterRejected',
    message: 'The indirect reseller has not signed the Microsoft Partner Agreement.',
  },
  '404/400019': {
    code: 'PartnerCenterRejected',
    message: AVAILABILITY_ROTATED,
    target: 'offerId',
  },
};
