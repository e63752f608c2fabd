import { createHash } from 'node:crypto';
import type { HttpRequest } from '@azure/functions';
import type { Caller } from '../schemas/caller.ts';

const LONGEST = 256;

/** Who calls, by the headers of a request: the function key by its hash alone. */
export function callerOf(request: HttpRequest, correlationId: string): Caller {
  const key = request.headers.get('x-functions-key') || new URL(request.url).searchParams.get('code');
  const header = (name: string) => request.headers.get(name)?.slice(0, LONGEST);
  const principalId = header('x-ms-client-principal-id');
  const principalName = header('x-ms-client-principal-name');
  const flowRunId = header('x-ms-workflow-run-id');
  return {
    ...(key && { keyHash: createHash('sha256').update(key).digest('hex') }),
    ...(principalId && { principalId }),
    ...(principalName && { principalName }),
    ...(flowRunId && { flowRunId }),
    correlationId,
  };
}
