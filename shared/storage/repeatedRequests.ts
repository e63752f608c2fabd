import type { TableClient } from '@azure/data-tables';

type Policy = Parameters<TableClient['pipeline']['addPolicy']>[0];

const sentOnce = new WeakSet<object>();
const sentAgain = new WeakSet<object>();

/** Remembers which requests the SDK's retry sent more than once; stands below the retry. */
export const markRepeated: Policy = {
  name: 'markRepeated',
  sendRequest(request, next) {
    (sentOnce.has(request) ? sentAgain : sentOnce).add(request);
    return next(request);
  },
};

/** Whether the request that ended in this error had been sent before, so that its first sending may have had its effect. */
export function wasRepeated(error: unknown): boolean {
  const request = error instanceof Error && 'request' in error ? error.request : undefined;
  return typeof request === 'object' && request !== null && sentAgain.has(request);
}
