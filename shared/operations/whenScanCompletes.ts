import type { WhenScanCompletesRequest, WhenScanCompletesResponse } from '../schemas/whenScanCompletes.ts';
import type { CallerContext, Services } from '../services.ts';
import { subscribe } from './subscribe.ts';

/** Has a flow told of scans of all customers that ended. */
export async function whenScanCompletes(
  services: Services,
  { body }: WhenScanCompletesRequest,
  context: CallerContext,
): Promise<{ status: number; headers: Record<string, string>; body: WhenScanCompletesResponse }> {
  return subscribe(services, ['scan.completed'], body, context);
}
