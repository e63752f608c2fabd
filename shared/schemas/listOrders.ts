import { z } from 'zod';
import { OrderView, Warnings } from './answers.ts';
import { CustomerId } from './ids.ts';

/** The orders of a customer. */
export const ListOrdersRequest = z
  .object({
    path: z.object({ customerId: CustomerId }),
    query: z.strictObject({}),
  })
  .meta({ title: 'List orders', description: 'Lists the orders of a customer.' });
export type ListOrdersRequest = z.infer<typeof ListOrdersRequest>;

export const ListOrdersResponse = z.object({
  items: z.array(OrderView).meta({ description: 'The orders.' }),
  warnings: Warnings,
});
export type ListOrdersResponse = z.infer<typeof ListOrdersResponse>;
