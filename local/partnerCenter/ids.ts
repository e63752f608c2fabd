import { hash, randomBytes, randomUUID } from 'node:crypto';
import type { ProductKind } from './types.ts';

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isGuid(text: string): boolean {
  return GUID.test(text);
}

/** The same GUID for the same name, for seeds. */
export function guidFrom(name: string): string {
  const hex = hash('sha256', name);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The same hexadecimal id of that length for the same name. */
export function hexFrom(name: string, length: number): string {
  return hash('sha256', name).slice(0, length);
}

/** Where new ids come from. */
export interface Ids {
  guid(): string;
  /** Order ids have three forms: GUID (legacy), 12 hexadecimal digits (new commerce), 33 case-sensitive characters. */
  orderId(kind: ProductKind): string;
}

export const RANDOM_IDS: Ids = {
  guid: randomUUID,
  orderId(kind) {
    if (kind === 'legacy') return randomUUID();
    if (kind === 'newCommerce') return randomBytes(6).toString('hex');
    return `${randomBytes(24).toString('base64url')}1`;
  },
};

/** The same ids in the same order for the same name. */
export function idsFrom(name: string): Ids {
  let count = 0;
  const next = (): string => `${name}/${(count += 1)}`;
  return {
    guid: () => guidFrom(next()),
    orderId(kind) {
      if (kind === 'legacy') return guidFrom(next());
      if (kind === 'newCommerce') return hexFrom(next(), 12);
      return `${hash('sha256', next(), 'buffer').subarray(0, 24).toString('base64url')}1`;
    },
  };
}

/** Key under which an order is kept: GUIDs in any case are one id, every other id is case-sensitive. */
export function orderKey(id: string): string {
  return isGuid(id) ? id.toLowerCase() : id;
}
