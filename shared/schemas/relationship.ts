import { z } from 'zod';
import { IdText, lenient } from './lenient.ts';

/**
 * An indirect reseller's relationship to the signed-in provider; `mpnId` is the PartnerID that goes on the order.
 * https://learn.microsoft.com/partner-center/developer/relationships-resources
 */
export const Relationship = z.looseObject({
  id: z.string(),
  name: lenient(z.string()),
  relationshipType: lenient(z.string()),
  state: lenient(z.string()),
  mpnId: IdText,
  location: lenient(z.string()),
});
export type Relationship = z.infer<typeof Relationship>;
