import { Agent, type Dispatcher } from 'undici';
import type { PartnerCenterTokens } from '../credentials/partnerCenterTokens.ts';
import { bearer } from './bearer.ts';
import { redactingLog } from './redactingLog.ts';
import { msCorrelationId, msRequestId } from './requestIds.ts';
import { retry } from './retry.ts';
import { throttle, type RequestBudget } from './throttle.ts';
import { TIMEOUTS, timeouts } from './timeouts.ts';
import { writeIntent } from './writeIntent.ts';

export interface DispatcherOptions {
  tokens: Pick<PartnerCenterTokens, 'getToken'>;
  budget: RequestBudget;
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
  ];
  const agent = new Agent({ connect: { timeout: TIMEOUTS.connectInMs }, connections: 100, allowH2: false });
  return agent.compose(topToBottom.reverse());
}
