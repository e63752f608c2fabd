import { z } from 'zod';
import { Deadline } from '../schemas/deadline.ts';
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

/** The subscriptions that have a deadline of kind `seats` among these row keys. */
export function seatsIn(rowKeys: readonly string[]): string[] {
  return rowKeys.flatMap((rowKey) => {
    const [, , subscriptionId, kind] = rowKey.split('_');
    return subscriptionId !== undefined && kind === 'seats' ? [subscriptionId] : [];
  });
}

export function toDeadlineEntity(deadline: Deadline): Entity {
  return { partitionKey: OPEN, rowKey: rowKeyOf(deadline), ...deadline };
}

export function toDeadline(row: Row): Deadline {
  return Deadline.parse(row);
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

export function toCustomerKeys(row: Row): CustomerKeys {
  const keys = Keys.parse(joinJson('keys', row) ?? []);
  return { customerId: row.rowKey, readAt: Number(row.readAt), keys, etag: row.etag };
}
