import type { CallContext } from '../http/call.ts';
import { cutText } from '../schemas/cutText.ts';
import { isGuid } from '../schemas/isGuid.ts';
import type { Services } from '../services.ts';

/** A customer of the list. */
export interface ListedCustomer {
  id: string;
  name?: string;
  relationship?: string;
}

/** The largest page that is documented. https://learn.microsoft.com/partner-center/developer/get-a-list-of-customers */
const PAGE_SIZE = 500;

/** Code points of a name: a row holds those of a hundred customers, and again of those that failed. */
const LONGEST_NAME = 256;

/**
 * Reads all customers of the partner, each once.
 * @throws AppError `PartnerCenterUnavailable` where the list cannot be read to its end.
 */
export async function readCustomers(
  { customers }: Pick<Services, 'customers'>,
  context: CallContext,
): Promise<{ listed: ListedCustomer[]; unreadable: number }> {
  const listed = new Map<string, ListedCustomer>();
  let unreadable = 0;
  for await (const page of customers.pages(context, PAGE_SIZE)) {
    unreadable += page.unreadable;
    for (const { value } of page.items) {
      const { id, companyProfile, relationshipToPartner } = value;
      const name = companyProfile?.companyName;
      if (!isGuid(id)) unreadable += 1;
      else {
        listed.set(id.toLowerCase(), {
          id: id.toLowerCase(),
          ...(name !== undefined && { name: cutText(name, LONGEST_NAME) }),
          ...(relationshipToPartner !== undefined && { relationship: relationshipToPartner }),
        });
      }
    }
  }
  return { listed: [...listed.values()], unreadable };
}
