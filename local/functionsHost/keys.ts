import { createHash, timingSafeEqual } from 'node:crypto';
import type { AuthLevel } from './functionInfo.ts';

export interface Keys {
  functionKey: string;
  /** Opens everything, also `/admin`. */
  masterKey: string;
}

const digest = (text: string) => createHash('sha256').update(text).digest();

function sameKey(given: string, key: string): boolean {
  return timingSafeEqual(digest(given), digest(key));
}

/**
 * Whether a key opens a function of this level.
 * https://learn.microsoft.com/azure/azure-functions/function-keys-how-to
 */
export function isAuthorized(
  authLevel: AuthLevel,
  given: string | undefined,
  { functionKey, masterKey }: Keys,
): boolean {
  if (authLevel === 'anonymous') return true;
  if (!given) return false;
  const isMaster = sameKey(given, masterKey);
  const isFunction = sameKey(given, functionKey);
  return isMaster || (isFunction && authLevel === 'function');
}
