import { z } from 'zod';
import { cutText } from '../schemas/cutText.ts';
import { Deadline, DeadlineKind } from '../schemas/deadline.ts';
import { joinJson, splitLongText } from '../storage/longText.ts';
import type { Entity, Row } from '../storage/rows.ts';

/** The partition of what is open: its row keys begin with the cutoff, so that the soonest are read first. */
export const OPEN = 'open';

/** The partition of the customers that have something open, or had it when they were last seen. */
export const CUSTOMERS = 'customers';

/** The row key of a deadline: equal for the same cutoff of the same thing, whoever finds it. */
export function rowKeyOf({ cutoff, customerId, subscriptionId, kind }: Deadline): string {
  return `${cutoff}_${customerId}_${subscriptionId}_${kind}`;
}

/** What {@link rowKeyOf} made a row key of, ids in lower case. */
export function partsOf(rowKey: string) {
  const [cutoff = '', customerId = '', subscriptionId = '', kind = ''] = rowKey.split('_');
  return { cutoff, customerId, subscriptionId, kind };
}

/** The subscriptions that have a deadline of kind `seats` among these row keys. */
export function seatsIn(rowKeys: readonly string[]): string[] {
  return rowKeys.map(partsOf).flatMap(({ subscriptionId, kind }) => (kind === 'seats' ? [subscriptionId] : []));
}

/**
 * Texts are cut to so many characters, since Partner Center sets no limit and one row that is too large fails all of its transaction: 100
 * rows of some 15 texts stay within the 4 MiB it may have. No id and no instant is as long.
 * https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions
 */
export const MOST_CHARACTERS = 400;

export function toDeadlineEntity(deadline: Deadline): Entity {
  const members = Object.entries<Entity[string]>(deadline).map(([name, member]) => {
    return [name, typeof member === 'string' ? cutText(member, MOST_CHARACTERS) : member] as const;
  });
  return { ...Object.fromEntries(members), partitionKey: OPEN, rowKey: rowKeyOf(deadline) };
}

/** What each kind is taken to rest on where its row does not tell. */
const RESTS_ON: Record<DeadlineKind, Pick<Deadline, 'basis' | 'inferred'>> = {
  cancel: { basis: 'refundOptions', inferred: true },
  seats: { basis: 'refundableQuantity', inferred: false },
  extendedTerm: { basis: 'commitmentEndDateTime', inferred: false },
};

/** What a row says without its odd members, of which the row key tells the most important. */
function mended(row: Row, odd: ReadonlySet<PropertyKey | undefined>): Deadline | undefined {
  const { cutoff, customerId, subscriptionId, kind: keyKind } = partsOf(row.rowKey);
  const kept = Object.fromEntries(Object.entries(row).filter(([name]) => !odd.has(name)));
  const kind = DeadlineKind.safeParse(kept.kind ?? keyKind).data;
  if (!kind) return undefined;
  return Deadline.safeParse({
    cutoff,
    kind,
    ...RESTS_ON[kind],
    refund: 'unknown',
    customerId,
    subscriptionId,
    extendedTermRisk: kind === 'extendedTerm',
    seenAt: new Date(0).toISOString(),
    scanId: '',
    ...kept,
  }).data;
}

/** The deadline of a row, without the members that cannot be read; undefined where neither its members nor its key tell one. */
export function toDeadline(row: Row): Deadline | undefined {
  const { data, error } = Deadline.safeParse(row);
  return data ?? mended(row, new Set(error?.issues.map(({ path: [name] }) => name)));
}

/** Which rows are open for one customer, and as of when. It decides between two scans that meet at a customer. */
export interface CustomerKeys {
  customerId: string;
  /** When its subscriptions were read: epoch milliseconds by the clock of the app, which a test of Partner Center’s clock does not move. */
  readAt: number;
  /** Row keys in the partition {@link OPEN}. */
  keys: string[];
  /** Of the row that stands there; undefined where there is none. */
  etag?: string | undefined;
}

const Keys = z.array(z.string());

export function toKeysEntity({ customerId, readAt, keys }: CustomerKeys): Entity {
  return {
    partitionKey: CUSTOMERS,
    rowKey: customerId,
    readAt,
    ...splitLongText('keys', JSON.stringify(keys)),
  };
}

/** The keys of a row; none where they cannot be read: what they named is listed until it has passed, and hides no other customer. */
function keysIn(row: Row): string[] {
  try {
    return Keys.parse(joinJson('keys', row) ?? []);
  } catch {
    return [];
  }
}

export function toCustomerKeys(row: Row): CustomerKeys {
  return { customerId: row.rowKey, readAt: Number(row.readAt), keys: keysIn(row), etag: row.etag };
}
