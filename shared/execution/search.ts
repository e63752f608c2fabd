import { z } from 'zod';
import { Warning } from '../schemas/answers.ts';

/** One line of what was bought. */
export const BoughtLine = z.object({
  offerId: z.string(),
  quantity: z.number(),
  termDuration: z.string().optional(),
  partnerIdOnRecord: z.string().optional(),
  friendlyName: z.string().optional(),
});
export type BoughtLine = z.infer<typeof BoughtLine>;

/** What is kept of a purchase before it is sent, so that it can be found again: an order by its content, a legacy add-on among the parent's. */
export const Search = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('order'),
    flow: z.enum(['appUser', 'either']),
    lines: z.array(BoughtLine),
    billingCycle: z.string().optional(),
    partnerIdOnRecord: z.string().optional(),
    /** Where an answer without a body named it. */
    orderId: z.string().optional(),
    warnings: z.array(Warning),
  }),
  z.object({
    kind: z.literal('addOn'),
    parentId: z.string(),
    orderId: z.string(),
    offerId: z.string(),
    quantity: z.number(),
    partnerIdOnRecord: z.string().optional(),
    warnings: z.array(Warning),
  }),
]);
export type Search = z.infer<typeof Search>;
