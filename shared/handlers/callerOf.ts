import { createHash } from 'node:crypto';
import type { HttpRequest } from '@azure/functions';
import type { Caller } from '../schemas/caller.ts';

const LONGEST = 256;

/** Who calls, by the headers of a request: the function key by its hash alone. */
export function callerOf(request: HttpRequest, correlationId: string): Caller {
  const [inHeader = ''] = (request.headers.get('x-functions-key') ?? '').split(',');
  const inQuery = [...new URL(request.url).searchParams].find(([name]) => name.toLowerCase() === 'code')?.[1];
  const key = inHeader.trim() || inQuery;
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
