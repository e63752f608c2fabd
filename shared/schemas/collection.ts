import { z } from 'zod';
import { lenient } from './lenient.ts';

/** A link as Partner Center writes it; the continuation token travels in `headers`, so a link without them leads back to page one. */
export const Link = z.looseObject({
  uri: z.string(),
  method: lenient(z.string()),
  headers: z.array(z.looseObject({ key: z.string(), value: z.string() })).nullish(),
});
export type Link = z.infer<typeof Link>;

/**
 * A page of resources. Items stay raw, so that one broken item can be told from the others; a link to more that cannot be read is no end
 * of the list.
 * https://learn.microsoft.com/partner-center/developer/utility-resources
 */
export const Collection = z.looseObject({
  /** How many items the page has, or the list. */
  totalCount: lenient(z.number()),
  items: z.array(z.unknown()),
  links: z.looseObject({ next: Link.nullish() }).nullish(),
});
export type Collection = z.infer<typeof Collection>;
