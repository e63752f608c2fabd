import { randomUUID } from 'node:crypto';
import type { Dispatcher } from 'undici';
import type { TokenFlow } from '../credentials/partnerCenterTokens.ts';

/** Where the app's structured log lines go; members are chosen by allow-list at each call site. */
export type Log = (level: 'info' | 'warn' | 'error', event: string, members?: Record<string, unknown>) => void;

/** What surrounds every call of one operation. */
export interface CallContext {
  /** Epoch milliseconds by this machine's clock after which nothing more is started. */
  deadline: number;
  log: Log;
}

/** One logical call to Partner Center, over all its attempts. */
export interface Call extends CallContext {
  flow: TokenFlow;
  /** True for reads and for calls without effect: these may be sent again after any failure. */
  repeatable: boolean;
  /** MS-RequestId of an attempt; the attempt number is raised after any answer and kept when none came. */
  requestId: (attempt: number) => string;
  attempt: number;
  /** Token of the attempt under way, and the one Partner Center answered 401 to. */
  token?: string;
  rejectedToken?: string;
  /** Whether the attempt under way may have reached Partner Center. */
  sent: boolean;
}

type CallOptions = Dispatcher.DispatchOptions & { call: Call };

/** Starts a call; the MS-RequestId of each attempt is random. */
export function createCall(context: CallContext, flow: TokenFlow, repeatable: boolean): Call {
  const ids = new Map<number, string>();
  const requestId = (attempt: number) => {
    const id = ids.get(attempt) ?? randomUUID();
    ids.set(attempt, id);
    return id;
  };
  return { ...context, flow, repeatable, requestId, attempt: 1, sent: false };
}

/** The call a dispatch belongs to. */
export function callOf(options: Dispatcher.DispatchOptions): Call {
  return (options as CallOptions).call;
}

/** The dispatch options with more headers. */
export function withHeaders(
  options: Dispatcher.DispatchOptions,
  headers: Record<string, string>,
): Dispatcher.DispatchOptions {
  return { ...options, headers: { ...(options.headers as Record<string, string>), ...headers } };
}
