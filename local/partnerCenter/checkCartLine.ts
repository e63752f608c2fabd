import type { CartLineInput } from './bodies.ts';
import { SANDBOX_LICENCES } from './changeQuantity.ts';
import { kindOf } from './newSubscription.ts';
import { PartnerCenterError } from './partnerCenterError.ts';
import { baseSeats, isAllowedTermEnd, resolveLine, settleTerm, type PurchaseLine } from './purchase.ts';
import type { Emulator } from './state.ts';
import type { CustomerRecord, JsonObject } from './types.ts';

/** What can be wrong with a cart line; it is told inside a successful answer. */
const LINE_ERRORS = {
  catalogItemInvalid: [10001, 'The catalogItemId is not valid.'],
  participantsRefused: [10004, 'The partner may not set participants.'],
  lineRefused: [10006, 'The line cannot be processed.'],
  sandboxLimit: [10009, 'The limit of the integration sandbox is exceeded.'],
  inputInvalid: [10010, 'The input is not valid.'],
  attestationMissing: [10012, 'The attestation is not accepted.'],
  seatMaximum: [10015, 'The seat maximum of the subscription is exceeded.'],
  termEndNotAllowed: [10016, 'The product takes no custom term end date.'],
  termEndInvalid: [10017, 'The custom term end date is not valid.'],
  baseSeatsMissing: [10018, 'The base product has too few seats for the add-on.'],
  addOnMinimum: [10019, 'The add-on needs more seats.'],
  noBaseProduct: [400041, 'The tenant has no compatible base product for the add-on.'],
  itemUnavailable: [400072, 'The catalogue item is not available.'],
} as const satisfies Record<string, readonly [code: number, description: string]>;

type LineErrorName = keyof typeof LINE_ERRORS;

function lineError(name: LineErrorName, additionalInformation: JsonObject = {}): JsonObject {
  const [errorCode, errorDescription] = LINE_ERRORS[name];
  return { errorCode, errorDescription, additionalInformation };
}

/** The PartnerID in `transaction_reseller`, if the line names one. */
export function transactionReseller({ participants = [] }: CartLineInput): string | undefined {
  return participants.flat().find(({ key }) => key.toLowerCase() === 'transaction_reseller')?.value;
}

/** Reads a cart line; throws what {@link checkCartLine} turns into a line error. */
export function toPurchaseLine(line: CartLineInput, emulator: Emulator): PurchaseLine {
  const item = resolveLine(line.catalogItemId, emulator);
  return {
    item,
    quantity: line.quantity ?? 0,
    ...settleTerm(item, line),
    friendlyName: line.friendlyName,
    partnerIdOnRecord: transactionReseller(line),
    promotionId: line.promotionId,
    customTermEndDate: line.customTermEndDate,
    provisioningContext: line.provisioningContext,
    attestationAccepted: line.attestationAccepted,
  };
}

function nameOf({ code }: PartnerCenterError): LineErrorName {
  if (code === 400019) return 'itemUnavailable';
  return code === 800004 || code === 2100 ? 'catalogItemInvalid' : 'inputInvalid';
}

function addOnError(
  { item, quantity }: PurchaseLine,
  customer: CustomerRecord,
  all: PurchaseLine[],
): JsonObject | undefined {
  if (item.form === 'legacy' || !item.sku.prerequisiteSkus) return undefined;
  const seats = baseSeats(item.sku, customer, all);
  if (seats === 0) return lineError('noBaseProduct');
  if (quantity < item.sku.minimumQuantity) return lineError('addOnMinimum');
  if (item.sku.seatsBoundToBase && quantity > seats) return lineError('baseSeatsMissing', { availableQuantity: seats });
  return undefined;
}

function errorOf(
  line: PurchaseLine,
  customer: CustomerRecord,
  all: PurchaseLine[],
  emulator: Emulator,
): JsonObject | undefined {
  const { item, quantity, customTermEndDate } = line;
  if (item.form === 'legacy' && item.offer.addOnTo) return lineError('lineRefused');
  const addOn = addOnError(line, customer, all);
  if (addOn) return addOn;
  const { minimumQuantity, maximumQuantity } = item.form === 'legacy' ? item.offer : item.sku;
  if (quantity < minimumQuantity) return lineError('inputInvalid');
  if (quantity > maximumQuantity) return lineError('seatMaximum', { availableQuantity: maximumQuantity });
  const { environment, sandboxQuotas } = emulator.switches;
  if (environment === 'sandbox' && sandboxQuotas && quantity > SANDBOX_LICENCES) return lineError('sandboxLimit');
  if (item.form === 'modern' && item.sku.lineAttestationRequired && !line.attestationAccepted) {
    return lineError('attestationMissing');
  }
  if (customTermEndDate && kindOf(item) !== 'newCommerce') return lineError('termEndNotAllowed');
  if (customTermEndDate && !isAllowedTermEnd(customTermEndDate, customer)) return lineError('termEndInvalid');
  return undefined;
}

/**
 * Finds what is wrong with one line, in the light of the others: a base product in the same cart counts.
 * https://learn.microsoft.com/partner-center/developer/cart-resources
 */
export function checkCartLine(
  input: CartLineInput,
  inputs: CartLineInput[],
  customer: CustomerRecord,
  emulator: Emulator,
): JsonObject | undefined {
  if (transactionReseller(input) === emulator.mpnId) return lineError('participantsRefused');
  try {
    const line = toPurchaseLine(input, emulator);
    const others = inputs.flatMap((other) => (other === input ? [] : readable(other, emulator)));
    return errorOf(line, customer, others, emulator);
  } catch (error) {
    if (error instanceof PartnerCenterError) return lineError(nameOf(error));
    throw error;
  }
}

function readable(input: CartLineInput, emulator: Emulator): PurchaseLine[] {
  try {
    return [toPurchaseLine(input, emulator)];
  } catch (error) {
    if (error instanceof PartnerCenterError) return [];
    throw error;
  }
}
