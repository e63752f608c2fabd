import { z } from 'zod';
import { CustomerId } from './ids.ts';

/** As many as one row holds. */
const MOST_CUSTOMERS = 1_000;

/** Starts a scan of all customers, of one, or of some. */
export const StartScanRequest = z
  .object({
    path: z.object({}),
    query: z.strictObject({}),
    headers: z.object({}),
    body: z
      .strictObject({
        customerId: CustomerId.optional(),
        customerIds: z
          .array(CustomerId)
          .min(1, 'must name at least one customer; leave it out to scan all')
          .max(MOST_CUSTOMERS, `may name at most ${MOST_CUSTOMERS} customers; leave it out to scan all`)
          .optional()
          .meta({
            title: 'Customers',
            description: 'Some customers only; all where neither this nor customerId is given.',
          }),
      })
      .refine(({ customerId, customerIds }) => customerId === undefined || customerIds === undefined, {
        path: ['customerIds'],
        error: 'must not be given together with customerId',
      }),
  })
  .meta({
    title: 'Start a scan',
    description: 'Looks for open cutoffs now, with all customers or some; of all customers one scan runs at a time.',
  });
export type StartScanRequest = z.infer<typeof StartScanRequest>;
