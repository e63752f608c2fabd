import { z } from 'zod';
import { Warnings } from './answers.ts';

/** The indirect resellers of the provider. */
export const ListResellersRequest = z
  .object({ query: z.strictObject({}) })
  .meta({ title: 'List indirect resellers', description: 'Lists the indirect resellers of the provider.' });
export type ListResellersRequest = z.infer<typeof ListResellersRequest>;

export const ListResellersResponse = z.object({
  items: z
    .array(
      z.object({
        id: z.string().meta({ description: 'The reseller’s tenant id: what to send as indirectResellerId.' }),
        name: z.string().optional().meta({ description: 'The reseller’s name.' }),
        partnerId: z.string().optional().meta({ description: 'Its PartnerID, which goes on the order.' }),
        state: z.string().optional().meta({ description: 'The state of the relationship.' }),
        country: z.string().optional().meta({ description: 'Its country.' }),
      }),
    )
    .meta({ description: 'The indirect resellers.' }),
  warnings: Warnings,
});
export type ListResellersResponse = z.infer<typeof ListResellersResponse>;
