import { startTestApp, type TestApp } from '../../stack.ts';
import { ALERT_SETTINGS } from '../../functions/alertClient.ts';
import { UNLIMITED } from '../../functions/scanClient.ts';
import { partnerCenterSession, type PartnerCenterSession } from '../../functions/partnerCenterSession.ts';
import type { SubscriptionIds } from '../../functions/subscriptionCaller.ts';
import type { Inputs } from './buildRequest.ts';
import { flowClient, type Flow } from './flowClient.ts';

export interface Flows {
  app: TestApp;
  session: PartnerCenterSession;
  /** Its answers lead through the gateway. */
  flow: Flow;
  /** Its gateway does not say where it is, so that its answers lead past it. */
  flowPast: Flow;
  /** What happens whenever a flow waits for an answer that it was promised. */
  meanwhile: (act?: () => Promise<unknown>) => void;
  /** Forgets what was done at Partner Center, and lets it take any number of purchases. */
  startOver: () => Promise<void>;
  close: () => Promise<void>;
}

/** An app, and flows that know of it what the connector says. */
export async function startFlows(): Promise<Flows> {
  const app = await startTestApp({ settings: ALERT_SETTINGS });
  const session = partnerCenterSession(app);
  let act: (() => Promise<unknown>) | undefined;
  const connection = { hostUrl: app.url, functionKey: app.functionKey, meanwhile: async () => act?.() };
  return {
    app,
    session,
    flow: await flowClient(connection),
    flowPast: await flowClient({ ...connection, tellsPrefix: false }),
    meanwhile: (next) => {
      act = next;
    },
    startOver: async () => {
      await session.startOver();
      await session.switches({ ...UNLIMITED, sandboxQuotas: false });
    },
    close: () => app.close(),
  };
}

/** The ids of a subscription, as inputs. */
export function idsOf({ customerId, subscriptionId }: SubscriptionIds): Inputs {
  return { customerId, subscriptionId };
}
