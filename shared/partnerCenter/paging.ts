import type { TokenFlow } from '../credentials/partnerCenterTokens.ts';
import type { CallContext } from '../http/call.ts';
import { Collection, type Link } from '../schemas/collection.ts';
import type { PartnerCenterClient } from './client.ts';
import { parseResource } from './parseResource.ts';
import { unavailable } from './readReply.ts';

/** Where a page is: path with query, and the headers that hold the continuation token. */
export interface PageAddress {
  path: string;
  headers: Record<string, string>;
}

export interface Page {
  items: unknown[];
  /** How many items Partner Center counts, on this page or in the whole list; 0 where it does not tell. */
  totalCount: number;
  next?: PageAddress;
}

/** No list of a partner is that long: links that never end would spend the budget. */
const MAX_PAGES = 1_000;

/** Only Partner Center's own headers are copied from a link. */
const LINK_HEADER = /^MS-[A-Za-z-]+$/i;

/** The address of a link: path and query only, so that a link never leads to another host; a second `?` counts as `&`. */
export function pageAddress(link: Link): PageAddress {
  const path = link.uri.replace(/^https?:\/\/[^/]+/i, '');
  const [base = '', ...queries] = path.split('?');
  const headers = (link.headers ?? []).filter(({ key }) => LINK_HEADER.test(key));
  return {
    path: queries.length > 0 ? `${base}?${queries.join('&')}` : base,
    headers: Object.fromEntries(headers.map(({ key, value }) => [key, value])),
  };
}

/** Reads one page. */
export async function readPage(
  client: PartnerCenterClient,
  context: CallContext,
  flow: TokenFlow,
  address: PageAddress,
): Promise<Page> {
  const { body } = await client.send(context, { method: 'GET', flow, notFound: 'CustomerNotFound', ...address });
  const page = parseResource(Collection, body, 'list');
  const next = page.links?.next;
  return { items: page.items, totalCount: page.totalCount ?? 0, ...(next && { next: pageAddress(next) }) };
}

/** So many items that are counted and not there are told apart. */
const MOST_MISSING = 1_000;

/**
 * Reads page by page, following `links.next` **with its headers**: without them Partner Center answers page one for ever. Items that the
 * last page counts, and that no page has, come as undefined: ones that cannot be read.
 * @throws AppError `PartnerCenterUnavailable` where the pages lead in a circle or do not end: what lies behind would be missing unnoticed.
 */
export async function* readPages(
  client: PartnerCenterClient,
  context: CallContext,
  flow: TokenFlow,
  path: string,
): AsyncGenerator<unknown[]> {
  const seen = new Set<string>();
  let address: PageAddress | undefined = { path, headers: {} };
  let read = 0;
  while (address) {
    const place = JSON.stringify(address);
    if (seen.has(place)) throw unavailable('Partner Center’s list leads back to a page before.');
    if (seen.size >= MAX_PAGES) throw unavailable(`Partner Center’s list did not end after ${MAX_PAGES} pages.`);
    seen.add(place);
    const page: Page = await readPage(client, context, flow, address);
    yield page.items;
    read += page.items.length;
    address = page.next;
    const missing = address ? 0 : Math.floor(page.totalCount) - read;
    if (missing > 0) yield Array.from({ length: Math.min(missing, MOST_MISSING) });
  }
}

/** Reads every page into one list. */
export async function readAllPages(
  client: PartnerCenterClient,
  context: CallContext,
  flow: TokenFlow,
  path: string,
): Promise<unknown[]> {
  const items: unknown[] = [];
  for await (const page of readPages(client, context, flow, path)) items.push(...page);
  return items;
}
