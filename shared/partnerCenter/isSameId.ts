import { isGuid } from '../schemas/isGuid.ts';

/** Whether two ids name the same resource. GUIDs come in either case; of other ids, such as modern order ids, the case counts. */
export function isSameId(left: string, right: string): boolean {
  return left === right || (isGuid(left) && left.toLowerCase() === right.toLowerCase());
}
