import type { Explanation } from '../execution/moneyOperation.ts';
import type { Search } from '../execution/search.ts';

const PRICE = 'What it costs is not known here: Partner Center’s price lists tell.';

/** What a dry run says of a purchase. */
export function explainPurchase(
  wouldSend: Explanation['wouldSend'],
  effect: string,
  { partnerIdOnRecord, warnings }: Search,
): Promise<Explanation> {
  const reseller = partnerIdOnRecord
    ? `PartnerID ${partnerIdOnRecord} is recorded as the reseller.`
    : 'No indirect reseller is recorded.';
  return Promise.resolve({ wouldSend, effect: [effect, reseller, PRICE].join(' '), warnings });
}
