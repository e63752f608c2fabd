import type { WhenCutoffApproachesRequest, WhenCutoffApproachesResponse } from '../schemas/whenCutoffApproaches.ts';
import type { CallerContext, Services } from '../services.ts';
import { subscribe } from './subscribe.ts';

/** Has a flow told of cutoffs that come near. */
export async function whenCutoffApproaches(
  services: Services,
  { body }: WhenCutoffApproachesRequest,
  context: CallerContext,
): Promise<{ status: number; headers: Record<string, string>; body: WhenCutoffApproachesResponse }> {
  return subscribe(services, ['subscription.cutoff_approaching'], body, context);
}
