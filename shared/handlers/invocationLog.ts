import type { InvocationContext } from '@azure/functions';
import type { Log } from '../http/call.ts';

/** A log that writes one JSON line per event to the invocation it belongs to. */
export function invocationLog(invocation: InvocationContext, common: Record<string, unknown> = {}): Log {
  return (level, event, members = {}) => invocation[level](JSON.stringify({ event, ...common, ...members }));
}
