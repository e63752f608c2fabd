import type { CallContext } from '../http/call.ts';
import { firstCustomerPage } from '../partnerCenter/customers.ts';
import type { PageAddress } from '../partnerCenter/paging.ts';
import { unavailable } from '../partnerCenter/readReply.ts';
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

/**
 * Reads all customers of the partner, each once.
 * @throws AppError `PartnerCenterUnavailable` where the pages lead in a circle: what lies behind would be missing unnoticed.
 */
export async function readCustomers(
  { customers }: Pick<Services, 'customers'>,
  context: CallContext,
): Promise<{ listed: ListedCustomer[]; unreadable: number }> {
  const listed = new Map<string, ListedCustomer>();
  const pages = new Set<string>();
  let unreadable = 0;
  let address: PageAddress | undefined = firstCustomerPage(PAGE_SIZE);
  while (address) {
    const place = JSON.stringify(address);
    if (pages.has(place)) throw unavailable('Partner Center’s list of customers leads back to a page before.');
    pages.add(place);
    const page: Awaited<ReturnType<typeof customers.page>> = await customers.page(context, address);
    unreadable += page.unreadable;
    for (const { value } of page.items) {
      const { id, companyProfile, relationshipToPartner } = value;
      const name = companyProfile?.companyName;
      if (!isGuid(id)) unreadable += 1;
      else {
        listed.set(id.toLowerCase(), {
          id: id.toLowerCase(),
          ...(name !== undefined && { name }),
          ...(relationshipToPartner !== undefined && { relationship: relationshipToPartner }),
        });
      }
    }
    address = page.next;
  }
  return { listed: [...listed.values()], unreadable };
}
