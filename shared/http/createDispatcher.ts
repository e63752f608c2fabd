import { Agent, type Dispatcher } from 'undici';
import type { PartnerCenterTokens } from '../credentials/partnerCenterTokens.ts';
import { bearer } from './bearer.ts';
import { redactingLog } from './redactingLog.ts';
import { msCorrelationId, msRequestId } from './requestIds.ts';
import { retry } from './retry.ts';
import { scanSockets } from './scanSockets.ts';
import { throttle, type RequestBudget } from './throttle.ts';
import { TIMEOUTS, timeouts } from './timeouts.ts';
import { writeIntent } from './writeIntent.ts';

export interface DispatcherOptions {
  tokens: Pick<PartnerCenterTokens, 'getToken'>;
  budget: RequestBudget;
}

/** Sockets to Partner Center that an instance has for calls, and as many again for scans. */
const MOST_SOCKETS = 100;

function createAgent(): Agent {
  return new Agent({ connect: { timeout: TIMEOUTS.connectInMs }, connections: MOST_SOCKETS, allowH2: false });
}

/** The way to Partner Center: what happens to every request, from the caller down to the network. */
export function createDispatcher({ tokens, budget }: DispatcherOptions): Dispatcher {
  const topToBottom = [
    retry,
    msRequestId,
    msCorrelationId,
    throttle(budget),
    bearer(tokens),
    writeIntent,
    redactingLog,
    timeouts,
    scanSockets(createAgent()),
  ];
  return createAgent().compose(topToBottom.reverse());
}
