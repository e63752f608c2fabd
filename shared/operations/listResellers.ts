import type { CallContext } from '../http/call.ts';
import type { ListResellersRequest, ListResellersResponse } from '../schemas/listResellers.ts';
import type { Services } from '../services.ts';
import { compact } from '../schemas/compact.ts';
import { unreadableWarning } from './warnings.ts';

/** Lists the provider's indirect resellers as they are now. */
export async function listResellers(
  { relationships }: Services,
  _request: ListResellersRequest,
  context: CallContext,
): Promise<ListResellersResponse> {
  const { items, unreadable } = await relationships.listResellers(context);
  return {
    items: items.map(({ value: { id, name, mpnId, state, location } }) =>
      compact({ id, name, partnerId: mpnId, state, country: location }),
    ),
    warnings: unreadableWarning(unreadable),
  };
}
