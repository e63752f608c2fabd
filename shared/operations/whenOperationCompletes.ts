import type {
  WhenOperationCompletesRequest,
  WhenOperationCompletesResponse,
} from '../schemas/whenOperationCompletes.ts';
import type { CallerContext, Services } from '../services.ts';
import { subscribe } from './subscribe.ts';

/** Has a flow told of operations that ended, well or badly or so that a person has to look. */
export async function whenOperationCompletes(
  services: Services,
  { body }: WhenOperationCompletesRequest,
  context: CallerContext,
): Promise<{ status: number; headers: Record<string, string>; body: WhenOperationCompletesResponse }> {
  return subscribe(services, ['operation.completed', 'operation.needs_attention'], body, context);
}
