import { checked, orderBody, type OrderLineInput } from './bodies.ts';
import { checkReseller } from './checkReseller.ts';
import { kindOf } from './newSubscription.ts';
import { refusal } from './partnerCenterError.ts';
import { placeOrder } from './placeOrder.ts';
import {
  baseSeats,
  checkItem,
  checkProvisioningContext,
  checkSandboxQuota,
  isAllowedTermEnd,
  resolveLine,
  settleTerm,
  type PurchaseLine,
} from './purchase.ts';
import type { ApiAnswer, ApiCall } from './apiCall.ts';
import { currentCustomer } from './routes/customerRoutes.ts';
import type { Emulator } from './state.ts';
import type { CustomerRecord } from './types.ts';

/** Line numbers must be 0 to n-1, in any order. */
export function checkLineNumbers(lines: OrderLineInput[]): void {
  const numbers = lines.map(({ lineItemNumber }) => lineItemNumber).sort((left, right) => left - right);
  if (numbers.some((number, index) => number !== index)) throw refusal('lineNumbersInvalid');
}

function purchaseLine(line: OrderLineInput, billingCycle: string | undefined, emulator: Emulator): PurchaseLine {
  const item = resolveLine(line.offerId, emulator);
  if (line.parentSubscriptionId) throw refusal('inputInvalid', 'parentSubscriptionId is for updates of an order only.');
  if (item.form === 'legacy' && item.offer.addOnTo)
    throw refusal('orderCannotBeProcessed', 'An add-on updates the order of its parent.');
  if (line.quantity === undefined) throw refusal('inputInvalid', 'quantity is missing.');
  return {
    item,
    quantity: line.quantity,
    ...settleTerm(item, { billingCycle, termDuration: line.termDuration }),
    friendlyName: line.friendlyName,
    partnerIdOnRecord: line.partnerIdOnRecord,
    promotionId: line.promotionId,
    customTermEndDate: line.customTermEndDate,
    provisioningContext: line.provisioningContext,
    attestationAccepted: line.attestationAccepted,
  };
}

function checkLine(emulator: Emulator, customer: CustomerRecord, line: PurchaseLine, all: PurchaseLine[]): void {
  checkItem(emulator, customer, line);
  checkProvisioningContext(line);
  const { item, customTermEndDate, partnerIdOnRecord } = line;
  if (partnerIdOnRecord) checkReseller(emulator, customer, partnerIdOnRecord);
  if (customTermEndDate && (kindOf(item) !== 'newCommerce' || !isAllowedTermEnd(customTermEndDate, customer))) {
    throw refusal('customTermEndInvalid');
  }
  if (item.form === 'modern' && item.sku.prerequisiteSkus && baseSeats(item.sku, customer, all) === 0) {
    throw refusal('notEligible', 'The tenant has no product that the add-on needs.');
  }
}

/** Which consent the offers ask for; it is the partner's to give. */
function checkAttestation(lines: PurchaseLine[], accepted: boolean | undefined, required: boolean): void {
  const demanded = lines.some(({ item }) => (item.form === 'legacy' ? item.offer : item.sku).attestationRequired);
  if ((required || demanded) && accepted !== true) throw refusal('partnerAttestationMissing');
  const lineDemands = ({ item, attestationAccepted }: PurchaseLine): boolean =>
    item.form === 'modern' && item.sku.lineAttestationRequired === true && attestationAccepted !== true;
  if (lines.some(lineDemands)) throw refusal('attestationNeeded');
}

/**
 * Creates an order, for the customer itself or with an indirect reseller on record.
 * https://learn.microsoft.com/partner-center/developer/create-an-order
 */
export function createOrder(call: ApiCall, emulator: Emulator): ApiAnswer {
  const customer = currentCustomer(call, emulator);
  const body = checked(orderBody, call.readBody());
  const { lineItems = [], referenceCustomerId, billingCycle, partnerOnRecordAttestationAccepted } = body;
  if (referenceCustomerId && referenceCustomerId.toLowerCase() !== customer.id.toLowerCase()) {
    throw refusal('inputInvalid', 'referenceCustomerId differs from the customer of the address.');
  }
  if (lineItems.length === 0) throw refusal('inputInvalid', 'lineItems must have at least one line.');
  checkLineNumbers(lineItems);
  const { refuseAppOnlyResellerOrders, requireAttestation } = emulator.switches;
  const namesReseller = lineItems.some(({ partnerIdOnRecord }) => partnerIdOnRecord);
  if (refuseAppOnlyResellerOrders && namesReseller && call.caller.kind === 'app') throw refusal('appOnlyRefused');
  const lines = lineItems.map((line) => purchaseLine(line, billingCycle, emulator));
  if (!customer.hasAgreement) throw refusal('noCustomerAgreement');
  for (const line of lines) checkLine(emulator, customer, line, lines);
  checkAttestation(lines, partnerOnRecordAttestationAccepted, requireAttestation);
  checkSandboxQuota(emulator, customer, lines);
  const [firstLine, ...others] = lines;
  if (!firstLine) throw refusal('inputInvalid');
  return { status: 201, body: placeOrder(call, emulator, customer, [firstLine, ...others]) };
}
