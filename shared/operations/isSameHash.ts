import { timingSafeEqual } from 'node:crypto';

/** Compares two hashes in a time that does not depend on them; false where one is missing. */
export function isSameHash(left: string | undefined, right: string | undefined): boolean {
  if (!left || !right) return false;
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
