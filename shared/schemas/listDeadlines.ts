import { z } from 'zod';
import { Acknowledgement } from './acknowledgeDeadline.ts';
import { Warnings } from './answers.ts';
import { Deadline, DeadlineKind } from './deadline.ts';
import { CustomerId } from './ids.ts';

/** As JSON, and as CSV, which programs for tables cannot page through. */
export const MOST_DEADLINES = { json: 1_000, csv: 10_000 } as const;

const HOURS_IN_MS = { h: 3_600_000, d: 86_400_000, m: 60_000 } as const;

/** `48h`, `7d` or `90m` in milliseconds. */
const Within = z
  .string()
  .regex(/^[1-9]\d{0,5}[mhd]$/, 'must be a duration such as 90m, 48h or 7d')
  .transform((text) => Number(text.slice(0, -1)) * HOURS_IN_MS[text.slice(-1) as keyof typeof HOURS_IN_MS]);

/** Lists what is open, soonest first. */
export const ListDeadlinesRequest = z
  .object({
    path: z.object({}),
    query: z.strictObject({
      within: Within.optional().meta({
        title: 'Within',
        description: 'Only cutoffs within this time from now, such as 48h or 7d; all without it.',
      }),
      customerId: CustomerId.optional(),
      reseller: z
        .string()
        .regex(/^[0-9a-fA-F-]{1,36}$/, 'must be a PartnerID or a tenant id')
        .optional()
        .meta({ title: 'Reseller', description: 'The PartnerID or the tenant id of the reseller of record.' }),
      product: z
        .string()
        .regex(/^[A-Za-z0-9-]{1,64}(?::[A-Za-z0-9]{1,16})?$/, 'must be a product, or product:sku')
        .optional()
        .meta({ title: 'Product', description: 'A product, or product:sku.' }),
      term: z
        .string()
        .regex(/^P\d+[DMY]$/i, 'must be an ISO 8601 duration such as P1M, P1Y or P3Y')
        .optional()
        .meta({ title: 'Term', description: 'The length of the term, such as P1M, P1Y or P3Y.' }),
      kind: DeadlineKind.optional(),
      format: z.enum(['json', 'csv'], 'must be json or csv').optional().meta({
        title: 'Format',
        description: 'json, or csv for a table; the Accept header text/csv asks for it too.',
      }),
      size: z.coerce
        .number('must be a whole number')
        .int('must be a whole number')
        .min(1, 'must be at least 1')
        .max(MOST_DEADLINES.csv, `may be at most ${MOST_DEADLINES.csv}`)
        .optional()
        .meta({ title: 'Size', description: 'Deadlines per page: 100 unless given, 1,000 at most; 10,000 as csv.' }),
      after: z
        .string()
        .max(512)
        .optional()
        .meta({ title: 'After', description: 'Where the next page begins; taken from nextLink.' }),
    }),
    headers: z.object({ accept: z.string().optional() }),
    body: z.strictObject({}),
  })
  .meta({
    title: 'List open cutoffs',
    description:
      'Lists what can still be cancelled, handed back or decided, soonest first, as the last scans found it.',
  });
export type ListDeadlinesRequest = z.infer<typeof ListDeadlinesRequest>;

export const ListDeadlinesResponse = z.object({
  items: z
    .array(
      Deadline.extend({
        acknowledged: Acknowledgement.optional().meta({
          description: 'Who said to know of it, so that no alerts are sent; absent where nobody did.',
        }),
        remainingSeconds: z.int().meta({ description: 'Seconds until then, by Partner Center’s clock.' }),
      }),
    )
    .meta({ description: 'What is open, soonest first.' }),
  nextLink: z.string().optional().meta({ description: 'The next page.' }),
  scan: z
    .object({
      scanId: z.string().meta({ description: 'Its id.' }),
      endedAt: z.iso.datetime().meta({ description: 'When it ended.' }),
      complete: z.boolean().meta({ description: 'Whether it saw every customer whole.' }),
    })
    .optional()
    .meta({ description: 'The last scan of all customers that ended; absent where there was none.' }),
  warnings: Warnings,
});
export type ListDeadlinesResponse = z.infer<typeof ListDeadlinesResponse>;
