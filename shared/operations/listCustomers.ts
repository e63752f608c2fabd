import { AppError } from '../errors.ts';
import type { CallContext } from '../http/call.ts';
import { firstCustomerPage } from '../partnerCenter/customers.ts';
import type { PageAddress } from '../partnerCenter/paging.ts';
import { PartnerCenterError } from '../partnerCenter/partnerCenterError.ts';
import { Continuation, type ListCustomersRequest, type ListCustomersResponse } from '../schemas/listCustomers.ts';
import type { Services } from '../services.ts';
import { compact } from '../schemas/compact.ts';
import { unreadableWarning } from './warnings.ts';

const PAGE_SIZE = 100;
const TOKEN_HEADER = 'MS-ContinuationToken';

/** Packs the next page's address; only its query and token travel, so that it can lead nowhere but to customers. */
function pack({ path, headers }: PageAddress): string {
  const token = Object.entries(headers).find(([name]) => name.toLowerCase() === TOKEN_HEADER.toLowerCase())?.[1];
  const continuation: Continuation = { query: path.split('?')[1] ?? '', token: token ?? '' };
  return Buffer.from(JSON.stringify(continuation)).toString('base64url');
}

function parseContinuation(text: string): Continuation | undefined {
  try {
    return Continuation.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString())).data;
  } catch {
    return undefined;
  }
}

function badContinuation(cause?: PartnerCenterError): AppError {
  const message = 'continuation is not, or no longer, valid. Take it from a nextLink, unchanged, or start again.';
  return new AppError('InvalidRequest', message, {
    target: 'continuation',
    ...(cause && { cause, partnerCenter: cause.detail }),
  });
}

/** @throws AppError `InvalidRequest` for a continuation that was not taken from a nextLink. */
function unpack(text: string): PageAddress {
  const continuation = parseContinuation(text);
  if (!continuation) throw badContinuation();
  const { query, token } = continuation;
  return { path: `/customers?${query}`, headers: token ? { [TOKEN_HEADER]: token } : {} };
}

/** Lists the first hundred customers, or those whose name starts with a text, and the link to the next. */
export async function listCustomers(
  { customers, config }: Services,
  { query }: ListCustomersRequest,
  context: CallContext,
): Promise<ListCustomersResponse> {
  const address =
    query.continuation === undefined ? firstCustomerPage(PAGE_SIZE, query.search) : unpack(query.continuation);
  const { items, unreadable, next } = await customers.page(context, address).catch((error: unknown) => {
    const refused = error instanceof PartnerCenterError && error.detail.status === 400;
    throw refused && query.continuation !== undefined ? badContinuation(error) : error;
  });
  const { publicUrl = '' } = config;
  return {
    items: items.map(({ value: { id, companyProfile, relationshipToPartner } }) =>
      compact({ id, companyName: companyProfile?.companyName, domain: companyProfile?.domain, relationshipToPartner }),
    ),
    ...(next && { nextLink: `${publicUrl}/api/customers?continuation=${pack(next)}` }),
    warnings: unreadableWarning(unreadable),
  };
}
