import { randomUUID } from 'node:crypto';
import type { Dispatcher } from 'undici';
import type { TokenFlow } from '../credentials/partnerCenterTokens.ts';

/** Where the app's structured log lines go; members are chosen by allow-list at each call site. */
export type Log = (level: 'info' | 'warn' | 'error', event: string, members?: Record<string, unknown>) => void;

/** The MS-RequestIds of one write or read: one per attempt, kept while no answer came. */
export interface RequestIds {
  current(): string;
  /** Called after any answer: the next attempt is a new one. */
  answered(): void;
}

/** A write with an effect, made known before it is sent, so that it is never sent twice. */
export interface WriteIntent extends RequestIds {
  /** MS-CorrelationId of the attempt under way. */
  correlationId(): string;
  /**
   * Stores that the attempt under way is about to leave.
   * @throws NotSentError where another process has taken the operation over.
   */
  declare(): Promise<void>;
  /** Whether the attempt may still leave: a process that was stopped meanwhile may have been replaced. */
  mayLeave(): boolean;
}

/** Thrown where a write was held back because another process has taken its operation over; nothing was sent. */
export class NotSentError extends Error {
  constructor(options: ErrorOptions = {}) {
    super('Another process has taken this operation over; nothing was sent.', options);
    this.name = 'NotSentError';
  }
}

/** What surrounds every call of one operation. */
export interface CallContext {
  /** Epoch milliseconds by this machine's clock after which nothing more is started. */
  deadline: number;
  log: Log;
  /** What makes the operation's writes known before they are sent. */
  intent?: WriteIntent;
  /** Set where the nightly scan asks, which comes behind everybody who waits for an answer. */
  lane?: 'scan';
  /** Set where the scan has begun with what it asks about: what is begun comes before what is not, so that it gets to its end. */
  isBegun?: boolean;
  /** Hears of every attempt that was sent, with the status it was answered with, if any answer came. */
  onExchange?: (exchange: { status?: number }) => void;
}

/** One logical call to Partner Center, over all its attempts. */
export interface Call extends CallContext {
  flow: TokenFlow;
  /** True for reads and for calls without effect: these may be sent again after any failure. */
  repeatable: boolean;
  requestIds: RequestIds;
  /** Token of the attempt under way, and the one Partner Center answered 401 to. */
  token?: string;
  rejectedToken?: string;
  /** Whether the attempt under way may have reached Partner Center. */
  sent: boolean;
}

type CallOptions = Dispatcher.DispatchOptions & { call: Call };

function randomIds(): RequestIds {
  let id = randomUUID();
  return {
    current: () => id,
    answered() {
      id = randomUUID();
    },
  };
}

/** Starts a call; reads, and calls without effect, have random ids and no intent. */
export function createCall({ intent, ...context }: CallContext, flow: TokenFlow, repeatable: boolean): Call {
  const declared = repeatable ? undefined : intent;
  return {
    ...context,
    ...(declared && { intent: declared }),
    flow,
    repeatable,
    requestIds: declared ?? randomIds(),
    sent: false,
  };
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
