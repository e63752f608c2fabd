import type { Route } from './routes.ts';

/** Whether a route moves money: then it can be tried dry. */
export function isMoney({ request }: Route): boolean {
  return request?.properties?.body?.properties?.dryRun !== undefined;
}
