import { parseInstant } from '../schemas/instant.ts';

/** `Date` headers count whole seconds, and the servers that answer and those that order need not agree to the second. */
export const CLOCK_GRAIN_IN_MS = 10_000;

/** Whether something was created after a purchase was sent; both instants by Partner Center's clock. */
export function isCreatedSince(creationDate: string | undefined, since: Date): boolean {
  const created = parseInstant(creationDate);
  return created !== undefined && created.getTime() >= since.getTime() - CLOCK_GRAIN_IN_MS;
}
