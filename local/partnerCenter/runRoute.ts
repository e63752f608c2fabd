import { setTimeout as delay } from 'node:timers/promises';
import { errorAnswer, faultRefusal, throttledAnswer } from './faultAnswers.ts';
import { takeFault, type Fault } from './faults.ts';
import { PartnerCenterError } from './partnerCenterError.ts';
import type { ReplayKey } from './requestReplay.ts';
import type { ApiAnswer, ApiCall } from './apiCall.ts';
import type { Route } from './router.ts';
import { nowOf, type Emulator } from './state.ts';
import { watchChanges } from './watchChanges.ts';

/** What happens to a request in the end. */
export interface Outcome {
  answer: ApiAnswer;
  /** Kind of the fault that acted. */
  fault?: string;
  /** The connection is closed without an answer. */
  reset?: boolean;
  bom?: boolean;
  truncated?: 'body' | 'connection';
  /** Comes from the gateway: none of the MS-* headers. */
  bare?: boolean;
  reasonPhrase?: string;
}

const FIFTEEN_MINUTES = 15;

function execute(route: Route, call: ApiCall, emulator: Emulator): ApiAnswer {
  try {
    return route.handle(call, emulator);
  } catch (error) {
    if (error instanceof PartnerCenterError) return errorAnswer(error);
    throw error;
  }
}

/** Address of what a write made or changed: relative and without the version, as 202 answers give it. */
function locationOf({ path }: ApiCall, { body }: ApiAnswer): string {
  const relative = path.replace(/^\/v1/i, '');
  const id = typeof body === 'object' && body !== null && 'id' in body ? String(body.id) : '';
  return /\/(orders|carts)$/i.test(relative) ? `${relative}/${id}` : relative;
}

function executeWithFault(route: Route, call: ApiCall, emulator: Emulator, fault: Fault | undefined): ApiAnswer {
  const hide = watchChanges(emulator, call);
  const answer = execute(route, call, emulator);
  if (answer.status >= 300) return answer;
  if (fault?.kind === 'accepted202') {
    hide({ reads: fault.visibleAfterReads, until: 0 });
    return { status: 202, headers: { Location: locationOf(call, answer) } };
  }
  if (fault?.kind === 'lateVisibility') {
    const minutes = fault.minutes ?? (fault.reads === undefined ? FIFTEEN_MINUTES : 0);
    hide({ reads: fault.reads ?? 0, until: nowOf(emulator) + minutes * 60_000 });
  }
  if (fault?.kind === 'resetAfterCommit' && fault.minutes !== undefined) {
    hide({ reads: 0, until: nowOf(emulator) + fault.minutes * 60_000 });
  }
  return answer;
}

async function write(route: Route, call: ApiCall, emulator: Emulator, fault: Fault | undefined): Promise<ApiAnswer> {
  const { replay, switches } = emulator;
  const requestId = call.header('ms-requestid');
  const key: ReplayKey = { method: call.method, path: call.path, requestId };
  const known = switches.requestIdReplay ? replay.find(key, nowOf(emulator)) : undefined;
  if (known) return known;
  const end = replay.begin(key);
  try {
    const answer = executeWithFault(route, call, emulator, fault);
    if (fault?.kind === 'slow') await delay(fault.delayInMs, undefined, { ref: false });
    replay.remember(key, answer, nowOf(emulator));
    return answer;
  } finally {
    end();
  }
}

async function read(route: Route, call: ApiCall, emulator: Emulator, fault: Fault | undefined): Promise<ApiAnswer> {
  const answer = execute(route, call, emulator);
  if (fault?.kind === 'slow') await delay(fault.delayInMs, undefined, { ref: false });
  return answer;
}

/** Runs a route with whatever fault waits for it: instead of it, in the middle, or on the way back. */
export async function runRoute(
  route: Route,
  call: ApiCall,
  emulator: Emulator,
  mfaRequired: Outcome,
): Promise<Outcome> {
  const fault = takeFault(emulator.faults, call.method, call.path, nowOf(emulator));
  const named = fault ? { fault: fault.kind } : {};
  if (fault?.kind === 'throttle') return { ...named, answer: throttledAnswer(fault.retryAfterInSeconds), bare: true };
  if (fault?.kind === 'empty401') return { ...named, ...mfaRequired };
  if (fault?.kind === 'resetBeforeCommit') return { ...named, answer: { status: 0 }, reset: true };
  const refused = fault && faultRefusal(fault, call, emulator);
  const isDone = fault && 'afterCommit' in fault && fault.afterCommit;
  if (refused && !isDone) return { ...named, answer: errorAnswer(refused) };
  const answer = await (call.method === 'GET' ? read : write)(route, call, emulator, fault);
  return {
    ...named,
    answer: refused ? errorAnswer(refused) : answer,
    ...(fault?.kind === 'resetAfterCommit' && { reset: true }),
    ...(fault?.kind === 'bom' && { bom: true }),
    ...(fault?.kind === 'truncated' && {
      truncated: fault.closeConnection ? ('connection' as const) : ('body' as const),
    }),
  };
}
