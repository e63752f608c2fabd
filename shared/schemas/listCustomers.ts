import { z } from 'zod';
import { Warnings } from './answers.ts';

/** The first customers, or those whose name starts with a text. */
export const ListCustomersRequest = z
  .object({
    query: z.strictObject({
      search: z
        .string()
        .max(256)
        .optional()
        .meta({ title: 'Search', description: 'The beginning of the company name.' }),
      continuation: z
        .string()
        .max(8192)
        .optional()
        .meta({ title: 'Continuation', description: 'Taken from nextLink.' }),
    }),
  })
  .meta({
    title: 'List customers',
    description: 'Lists the customers of the partner, or those whose name begins with a text.',
  });
export type ListCustomersRequest = z.infer<typeof ListCustomersRequest>;

/** What a continuation holds: the next page’s query and the token that has to travel as a header. */
export const Continuation = z.strictObject({
  query: z.string().regex(/^[^#\p{C}]*$/u),
  token: z.string().regex(/^[\x20-\x7e]*$/),
});
export type Continuation = z.infer<typeof Continuation>;

export const ListCustomersResponse = z.object({
  items: z
    .array(
      z.object({
        id: z.string().meta({ description: 'The customer’s Microsoft ID.' }),
        companyName: z.string().optional().meta({ description: 'The company’s name.' }),
        domain: z.string().optional().meta({ description: 'The company’s domain.' }),
        relationshipToPartner: z.string().optional().meta({ description: 'The relationship, such as reseller.' }),
      }),
    )
    .meta({ description: 'The customers of this page.' }),
  nextLink: z.url().optional().meta({ description: 'The address of the next page.' }),
  warnings: Warnings,
});
export type ListCustomersResponse = z.infer<typeof ListCustomersResponse>;
