import { parseInstant } from '../schemas/instant.ts';

/** `Date` headers count whole seconds, so an instant taken from one is that coarse. */
export const CLOCK_GRAIN_IN_MS = 2_000;

/** Whether something was created after a purchase was sent; both instants by Partner Center's clock. */
export function isCreatedSince(creationDate: string | undefined, since: Date): boolean {
  const created = parseInstant(creationDate);
  return created !== undefined && created.getTime() >= since.getTime() - CLOCK_GRAIN_IN_MS;
}
