import type { WebhookFilter } from '../schemas/webhook.ts';

/** What is known of an operation: whose it is and what it was about. */
export interface OperationAbout {
  customerId: string;
  /** PartnerIDs and tenant ids, in lower case. */
  resellers: string[];
  /** In upper case. */
  terms: string[];
  quantities: number[];
}

/** Whether a webhook with this filter hears of an operation; what is asked for and not known does not fit. */
export function isOperationWanted(filter: WebhookFilter, about: OperationAbout): boolean {
  const { customerIds, resellers, terms, minQuantity } = filter;
  return (
    (customerIds === undefined || customerIds.includes(about.customerId)) &&
    (resellers === undefined || about.resellers.some((reseller) => resellers.includes(reseller))) &&
    (terms === undefined || about.terms.some((term) => terms.includes(term))) &&
    (minQuantity === undefined || about.quantities.some((quantity) => quantity >= minQuantity))
  );
}
