import { isSilenced } from '../alerts/isSilenced.ts';
import { isWanted } from '../alerts/isWanted.ts';
import { stageDue } from '../alerts/stageDue.ts';
import { acknowledgementKey } from '../deadlines/acknowledgements.ts';
import type { Acknowledgement } from '../schemas/acknowledgeDeadline.ts';
import type { Deadline } from '../schemas/deadline.ts';
import { alertRowKey } from '../webhooks/ledger.ts';
import type { WebhookRecord } from '../webhooks/webhookRecord.ts';
import { eventTypeOf, stagesOf, type SubscriptionEvent } from './stagesOf.ts';

/** A webhook and what it has had. */
export interface Hearer {
  webhook: WebhookRecord;
  /** Row keys of the ledger. */
  sent: ReadonlySet<string>;
}

/** What the rules look at besides a deadline. */
export interface Circumstances {
  /** By the row of the acknowledgement. */
  silenced: ReadonlyMap<string, Acknowledgement>;
  /** The stages of webhooks that name none, in milliseconds. */
  setting: readonly number[];
  /** By Partner Center’s clock. */
  now: Date;
}

/** An alert that a webhook has not had. */
export interface Due {
  deadline: Deadline;
  stageInMs: number;
  type: SubscriptionEvent;
}

/** What of a deadline a webhook is due now; undefined where it is nothing. */
export function findDue({ webhook, sent }: Hearer, deadline: Deadline, circumstances: Circumstances): Due | undefined {
  const { silenced, setting, now } = circumstances;
  const type = eventTypeOf(deadline);
  const { cutoff } = deadline;
  if (!webhook.events.includes(type) || !isWanted(webhook.filter, deadline)) return undefined;
  const stageInMs = stageDue(new Date(cutoff), stagesOf(webhook, type, setting), now);
  if (stageInMs === undefined) return undefined;
  if (isSilenced(silenced.get(acknowledgementKey(deadline)), new Date(cutoff), now)) return undefined;
  return sent.has(alertRowKey({ ...deadline, stageInMs })) ? undefined : { deadline, stageInMs, type };
}
