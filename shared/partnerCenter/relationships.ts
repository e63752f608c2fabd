import type { CallContext } from '../http/call.ts';
import { Relationship } from '../schemas/relationship.ts';
import type { PartnerCenterClient } from './client.ts';
import { readAllPages } from './paging.ts';
import { parseItems, type ReadList } from './parseResource.ts';
import { withinDeadline } from './withinDeadline.ts';

/** How long the list of resellers is trusted, and how soon it may be read again for one it lacks; milliseconds. */
export const RESELLER_CACHE = { freshForInMs: 5 * 60_000, rereadAfterInMs: 15_000 } as const;

function isActive({ state = 'Active' }: Relationship): boolean {
  return state.toLowerCase() === 'active';
}

/** The relationship with a reseller; of several the active one. */
function activeFirst({ items }: ReadList<Relationship>, tenantId: string): Relationship | undefined {
  const own = items.map(({ value }) => value).filter(({ id }) => id.toLowerCase() === tenantId.toLowerCase());
  return own.find(isActive) ?? own[0];
}

/**
 * The indirect resellers of the signed-in provider; needs App+User.
 * https://learn.microsoft.com/partner-center/developer/retrieve-a-list-of-indirect-resellers
 */
export function createRelationshipsApi(client: PartnerCenterClient, now: () => number = Date.now) {
  const path = '/relationships?relationship_type=IsIndirectCloudSolutionProviderOf';
  let cached: { readAt: number; resellers: Promise<ReadList<Relationship>> } | undefined;

  const read = async (context: CallContext) =>
    parseItems(Relationship, await readAllPages(client, context, 'appUser', path));

  const readShared = (context: CallContext, olderThanInMs: number): Promise<ReadList<Relationship>> => {
    if (!cached || now() - cached.readAt >= olderThanInMs) {
      const entry = { readAt: now(), resellers: read(context) };
      cached = entry;
      entry.resellers.catch(() => {
        if (cached === entry) cached = undefined;
      });
    }
    return withinDeadline(context, cached.resellers);
  };

  return {
    /** Lists the resellers as they are now. */
    async listResellers(context: CallContext): Promise<ReadList<Relationship>> {
      const resellers = await read(context);
      cached = { readAt: now(), resellers: Promise.resolve(resellers) };
      return resellers;
    },

    /** Finds a reseller by tenant id, in the list of the last minutes; one that is not in it is looked for once more. */
    async findReseller(context: CallContext, tenantId: string): Promise<Relationship | undefined> {
      const known = activeFirst(await readShared(context, RESELLER_CACHE.freshForInMs), tenantId);
      return known ?? activeFirst(await readShared(context, RESELLER_CACHE.rereadAfterInMs), tenantId);
    },

    /** Forgets the list, after Partner Center refused what was taken from it. */
    forget() {
      cached = undefined;
    },
  };
}

export type RelationshipsApi = ReturnType<typeof createRelationshipsApi>;
