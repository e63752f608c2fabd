import { z } from 'zod';
import type { Host } from './host.ts';

const Page = z.object({
  items: z.array(z.object({ operationId: z.string(), outcome: z.object({ state: z.string() }).optional() })),
  nextLink: z.string().optional(),
});

/** How many operations of a customer the audit trail tells, by outcome; one without an outcome counts as `open`. */
export async function countOutcomes(host: Host, customerId: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  let next: string | undefined = `operations?customerId=${customerId}`;
  while (next !== undefined) {
    const answer = await host.read(next);
    if (answer.status !== 200) throw new Error(`The audit trail answered ${answer.status}.`);
    const { items, nextLink } = Page.parse(answer.body);
    for (const { outcome } of items) {
      const state = outcome?.state ?? 'open';
      counts[state] = (counts[state] ?? 0) + 1;
    }
    next = nextLink;
  }
  return counts;
}
