import type { CallContext } from '../http/call.ts';
import { Customer } from '../schemas/customer.ts';
import type { PartnerCenterClient } from './client.ts';
import { readPage, readPages, type PageAddress } from './paging.ts';
import { parseItems, parseNamed, type ReadList } from './parseResource.ts';
import { segment } from './segment.ts';

/** The address of the first page of customers whose name starts with `search`. */
export function firstCustomerPage(size: number, search?: string): PageAddress {
  const filter = { Field: 'CompanyName', Value: search, Operator: 'starts_with' };
  const query = search ? `&filter=${encodeURIComponent(JSON.stringify(filter))}` : '';
  return { path: `/customers?size=${size}${query}`, headers: {} };
}

/** The customers of the partner. https://learn.microsoft.com/partner-center/developer/get-a-list-of-customers */
export function createCustomersApi(client: PartnerCenterClient) {
  return {
    /** Reads one page of customers. */
    async page(context: CallContext, address: PageAddress) {
      const { items, next } = await readPage(client, context, 'either', address);
      return { ...parseItems(Customer, items), ...(next && { next }) };
    },

    /** Reads all customers, so many at a time. */
    async *pages(context: CallContext, size: number): AsyncGenerator<ReadList<Customer>> {
      for await (const items of readPages(client, context, 'either', firstCustomerPage(size).path)) {
        yield parseItems(Customer, items);
      }
    },

    /** Reads one customer. */
    async get(context: CallContext, customerId: string): Promise<Customer> {
      const path = `/customers/${segment(customerId)}`;
      const { body } = await client.send(context, {
        method: 'GET',
        path,
        flow: 'either',
        notFound: 'CustomerNotFound',
      });
      return parseNamed(Customer, body, { what: 'customer', id: customerId });
    },
  };
}

export type CustomersApi = ReturnType<typeof createCustomersApi>;
