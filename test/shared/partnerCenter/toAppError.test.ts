import { describe, expect, it } from 'vitest';
import { ERROR_TABLE, type ErrorName } from '../../../local/partnerCenter/errorTable.ts';
import { ERROR_STATUS, type ErrorCode } from '../../../shared/errors.ts';
import { PartnerCenterError } from '../../../shared/partnerCenter/partnerCenterError.ts';
import { toAppError } from '../../../shared/partnerCenter/toAppError.ts';

/** A refusal that no caller can act on by its code: Partner Center's own words are the help. */
const REJECTED = 'PartnerCenterRejected';

/** What each documented refusal means to a caller; a 5xx is no refusal and never gets here. */
const MEANING: Record<Exclude<ErrorName, 'unexpected'>, ErrorCode> = {
  noToken: 'CredentialProblem',
  wrongAudience: 'CredentialProblem',
  appOnlyRefused: 'CredentialProblem',
  targetViewRefused: REJECTED,
  notFound: REJECTED,

  customerIdInvalid: REJECTED,
  customerNotFound: 'CustomerNotFound',
  noRelationship: 'CustomerNotFound',
  noCustomerAgreement: REJECTED,
  notInThisEnvironment: REJECTED,
  operationNotSupported: REJECTED,

  inputInvalid: REJECTED,
  enumInvalid: REJECTED,
  etagStale: 'ChangedMeanwhile',

  orderNotFound: 'OrderNotFound',
  orderInProgress: REJECTED,
  adjustmentPending: REJECTED,
  orderNotCancellable: 'NotCancellable',
  suspendInstead: 'NotCancellable',
  sandboxOnlyCancel: 'SandboxOnly',
  cancelSubscriptionInstead: 'UseSubscriptionCancel',
  cancelDaysPassed: 'CancellationWindowClosed',
  cancelHoursPassed: 'CancellationWindowClosed',

  lineNumbersInvalid: REJECTED,
  offerInvalid: REJECTED,
  catalogueIdAsOffer: REJECTED,
  orderCannotBeProcessed: REJECTED,
  offerNotInCountry: REJECTED,
  offerNoLongerSold: REJECTED,
  notInSandbox: REJECTED,
  quantityOutsideOffer: REJECTED,
  lineQuantityOutsideOffer: REJECTED,
  notEligible: REJECTED,
  billingCycleInvalid: REJECTED,
  termDurationInvalid: REJECTED,
  customTermEndInvalid: REJECTED,
  partnerAttestationMissing: 'AttestationRequired',
  attestationNeeded: 'AttestationRequired',
  ownPartnerId: 'InvalidRequest',
  partnerIdNotFound: 'IndirectResellerNotFound',
  notAReseller: 'IndirectResellerNotFound',
  resellerWithoutAgreement: REJECTED,
  sandboxLimit: REJECTED,
  sandboxAzurePlanLimit: REJECTED,
  azureSubscriptionMissing: REJECTED,

  addOnNotForParent: 'AddOnNotPurchasable',
  parentNotActive: 'ParentSubscriptionNotActive',

  subscriptionNotFound: 'SubscriptionNotFound',
  subscriptionDeleted: REJECTED,
  subscriptionNotReady: 'PartnerCenterUnavailable',
  transitionRefused: 'NotCancellable',
  statusFixed: 'NotCancellable',
  suspendedFixed: 'NotCancellable',
  quantityWhileSuspending: REJECTED,
  quantityDecreaseRefused: REJECTED,
  quantityFixed: REJECTED,
  partnerFixed: REJECTED,
  billingCycleFixed: REJECTED,
  billingCycleByOrder: REJECTED,
  azurePlanInUse: 'NotCancellable',

  cartNotFound: REJECTED,
  cartHasErrors: REJECTED,
  cartOrdered: REJECTED,
  cartInProgress: REJECTED,
  productNotFound: REJECTED,
  skuNotFound: REJECTED,
  availabilityNotFound: REJECTED,

  profileNotFound: REJECTED,
  agreementIdInvalid: REJECTED,
  agreementIdMissing: REJECTED,
  agreementMpnIdUnknown: REJECTED,
  agreementTenantUnknown: REJECTED,
};

function meaningOf(status: number, code?: number | string, description?: string) {
  const detail = { status, ...(code !== undefined && { code: String(code) }), ...(description && { description }) };
  return toAppError(new PartnerCenterError(detail));
}

describe('toAppError', () => {
  it.each(Object.entries(MEANING) as [keyof typeof MEANING, ErrorCode][])('means by %s: %s', (name, expected) => {
    const [status, code, description] = ERROR_TABLE[name];
    const error = meaningOf(status, code, description);
    expect(error).toMatchObject({
      code: expected,
      status: ERROR_STATUS[expected],
      partnerCenter: { status, code: String(code), description },
    });
    expect(error.message).toMatch(/\.$/);
  });

  it('knows every refusal of the emulator but the unexpected one', () => {
    expect([...Object.keys(MEANING), 'unexpected'].sort()).toEqual(Object.keys(ERROR_TABLE).sort());
  });

  it('answers nothing that callers repeat by themselves unless nothing was done', () => {
    const repeated = Object.values(MEANING).filter((code) => ERROR_STATUS[code] === 429 || ERROR_STATUS[code] >= 500);
    expect(new Set(repeated)).toEqual(new Set(['CredentialProblem', 'PartnerCenterUnavailable']));
    expect(meaningOf(409, 800082).retryAfterInSeconds).toBe(120);
  });

  it.each<[status: number, code: number | string | undefined, expected: ErrorCode]>([
    [400, 900154, 'IndirectResellerNotFound'],
    [400, 900277, 'CancellationWindowClosed'],
    [400, 900279, 'CancellationWindowClosed'],
    [409, 900278, 'OperationPending'],
    [417, 800036, 'ChangedMeanwhile'],
    [412, undefined, 'ChangedMeanwhile'],
    [412, 1234, 'ChangedMeanwhile'],
    [401, undefined, 'CredentialProblem'],
    [403, 1002, 'CredentialProblem'],
    [403, 900150, 'CredentialProblem'],
    [403, 900308, 'CredentialProblem'],
    [403, 900309, 'CredentialProblem'],
    [429, undefined, 'PartnerCenterThrottled'],
    [200, 400041, 'AddOnNotPurchasable'],
    [200, 10018, 'AddOnNotPurchasable'],
    [200, 10019, 'AddOnNotPurchasable'],
    [200, 10012, 'AttestationRequired'],
    [418, 'NeverSeenBefore', REJECTED],
    [400, undefined, REJECTED],
  ])('means by %s with code %s: %s', (status, code, expected) => {
    expect(meaningOf(status, code).code).toBe(expected);
  });

  it('tells equal codes apart by status', () => {
    expect(meaningOf(404, 800077).code).toBe(REJECTED);
    expect(meaningOf(400, 800082).code).toBe(REJECTED);
    expect(meaningOf(400, 20002).code).toBe(REJECTED);
  });

  it('quotes Partner Center where it rejects, and keeps what support asks for', () => {
    const detail = { status: 400, code: '800002', description: 'The input is odd.', correlationId: 'c-1' };
    const error = toAppError(new PartnerCenterError(detail, { retryAfterInSeconds: 7 }));
    expect(error.message).toContain('400/800002');
    expect(error.message).toContain('The input is odd.');
    expect(error.partnerCenter).toEqual(detail);
    expect(error.retryAfterInSeconds).toBe(7);
  });
});
