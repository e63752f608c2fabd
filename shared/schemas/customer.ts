import { z } from 'zod';
import { lenient } from './lenient.ts';

/**
 * A customer as the list returns it.
 * https://learn.microsoft.com/partner-center/developer/customer-resources
 */
export const Customer = z.looseObject({
  id: z.string(),
  companyProfile: lenient(
    z.looseObject({ tenantId: lenient(z.string()), domain: lenient(z.string()), companyName: lenient(z.string()) }),
  ),
  billingProfile: lenient(z.looseObject({ defaultAddress: lenient(z.looseObject({ country: lenient(z.string()) })) })),
  relationshipToPartner: lenient(z.string()),
});
export type Customer = z.infer<typeof Customer>;
