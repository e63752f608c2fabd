import type { SubscriptionAlert } from '../../schemas/alertEvents.ts';
import { plain } from './plain.ts';

interface Names {
  product: string;
  customer: string;
  reseller?: string;
}

/** Product, customer and reseller of a subscription by name, or by id where there is no name, fit for a card. */
export function names({ product, subscription, customer, reseller }: SubscriptionAlert, length: number): Names {
  const name = (...candidates: (string | undefined)[]) =>
    candidates.map((candidate) => plain(candidate ?? '', length)).find((text) => text !== '') ?? '';
  return {
    product: name(product.name, subscription.name, product.id, subscription.id),
    customer: name(customer.name, customer.id),
    ...(reseller ? { reseller: name(reseller.name, reseller.partnerId) } : {}),
  };
}
