import type { Visibility } from './schema.ts';

/** What an operation is to a maker, where it is neither a trigger nor moves money: those are important. */
export const OPERATION_VISIBILITY: Readonly<Record<string, Visibility>> = {
  listDeadlines: 'important',
  getOperation: 'advanced',
  listAddOnOffers: 'advanced',
  listResellers: 'advanced',
  deleteWebhook: 'internal',
  getOperationResult: 'internal',
};

/**
 * What a member of a request is to a maker: what is not important and not required is folded away; paging and addresses are the
 * platform’s affair.
 */
export const MEMBER_VISIBILITY: Readonly<Record<string, Visibility>> = {
  dryRun: 'important',
  idempotencyKey: 'important',
  indirectResellerId: 'important',
  direct: 'important',
  stages: 'important',
  callback: 'internal',
  token: 'internal',
  after: 'internal',
  continuation: 'internal',
  include: 'advanced',
  size: 'advanced',
  country: 'advanced',
  confirm: 'advanced',
  lineItemNumber: 'advanced',
  customTermEndDate: 'advanced',
  promotionId: 'advanced',
  renewsTo: 'advanced',
  attestationAccepted: 'advanced',
  partnerOnRecordAttestationAccepted: 'advanced',
  additionalPartnerIdsOnRecord: 'advanced',
  provisioningContext: 'advanced',
};

/** Members of a request that a connector does not offer, and why. */
export const LEFT_OUT_MEMBERS: Readonly<Record<string, Record<string, string>>> = {
  listDeadlines: { format: 'A table is no answer that a flow can read by its schema.' },
};

/** A purchase says by its key what it is a repeat of; a flow that has none would buy twice. */
export const KEY_REQUIRED: readonly string[] = ['createOrder', 'purchaseAddOn'];

/** Texts of operations whose request is that of another. */
export const TEXTS: Readonly<Record<string, { title: string; description: string }>> = {
  getOperationResult: {
    title: 'Get the result of an operation',
    description:
      'Answers 202 until a cancel or a purchase has ended, and then what the call itself would have answered.',
  },
};

/** How to see a trigger work. */
export const TRIGGER_HINTS: Readonly<Record<string, string>> = {
  whenCutoffApproaches: 'To see it work, start a scan and wait until a cutoff comes nearer than the first stage.',
  whenScanCompletes: 'To see it work, start a scan without naming a customer.',
  whenOperationCompletes: 'To see it work, cancel or buy something in an integration sandbox.',
};
