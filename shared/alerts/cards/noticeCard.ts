import type { AlertEvent, CredentialAlert, OperationAlert, ScanOverdue, TestAlert } from '../../schemas/alertEvents.ts';
import { adaptiveCard, type AdaptiveCard, type Style } from './adaptiveCard.ts';
import { breakable } from './breakable.ts';
import { capital } from './capital.ts';
import { cardTitle } from './cardTitle.ts';
import { exactTexts } from './exactTexts.ts';
import { factSet } from './factSet.ts';
import { localTime } from './localTime.ts';
import { many } from './many.ts';
import { plain } from './plain.ts';
import { textBlock } from './textBlock.ts';

export type NoticeEvent = Exclude<
  AlertEvent,
  { type: 'subscription.cutoff_approaching' | 'subscription.extended_term_risk' | 'scan.completed' }
>;

interface Notice {
  title: string;
  sentence: string;
  style: Style;
  facts: Record<string, string | number | undefined>;
  ids?: Record<string, string | undefined>;
}

const SHORT = 160;
const LONG = 1000;

const local = (instant: string | undefined) => (instant === undefined ? undefined : localTime(new Date(instant)));
const fact = (text: string | undefined) => breakable(plain(text ?? '', SHORT));

function scanOverdue({ lastScanId, lastEndedAt, hours }: ScanOverdue): Notice {
  return {
    title: `No scan has ended for ${many(hours, 'hour')}`,
    sentence: 'Cutoffs that came up since then are not known, and no alerts are sent for them.',
    style: 'attention',
    facts: { 'Last scan': lastEndedAt ? local(lastEndedAt) : 'none has ended' },
    ids: { Scan: lastScanId },
  };
}

const OUTCOMES: Record<OperationAlert['state'], { words: string; sentence: string; style: Style }> = {
  succeeded: { words: 'succeeded', sentence: 'It took effect at Partner Center.', style: 'good' },
  failed: { words: 'failed', sentence: 'It was refused.', style: 'warning' },
  needsAttention: {
    words: 'needs attention',
    sentence: 'Look at Partner Center whether it took effect before it is asked again.',
    style: 'attention',
  },
};

/** `createOrder` as `Create order`. */
function spoken(operation: string): string {
  return capital(plain(operation, SHORT).replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));
}

function operationEnded(alert: OperationAlert): Notice {
  const { words, sentence, style } = OUTCOMES[alert.state];
  const message = plain(alert.message ?? '', LONG);
  return {
    title: `${spoken(alert.operation)} ${words}`,
    sentence: alert.state === 'needsAttention' ? `${message} ${sentence}`.trim() : message || sentence,
    style,
    facts: {
      Code: fact(alert.code),
      Began: local(alert.startedAt),
      Ended: local(alert.endedAt),
      'HTTP status': alert.status,
    },
    ids: {
      Operation: alert.operationId,
      Customer: alert.customerId,
      Order: alert.orderId,
      Subscription: alert.subscriptionId,
      'Idempotency key': alert.idempotencyKey,
    },
  };
}

const CREDENTIALS = { refreshToken: 'refresh token', clientSecret: 'client secret', certificate: 'certificate' };

function credentialExpiring({ credential, name, endsAt, daysLeft, message }: CredentialAlert, now: Date): Notice {
  const over = new Date(endsAt) <= now;
  const when = daysLeft < 1 ? 'in less than a day' : `in ${many(daysLeft, 'day')}`;
  return {
    title: `The ${CREDENTIALS[credential]} ${over ? 'has expired' : `expires ${when}`}`,
    sentence: plain(message, LONG),
    style: over || daysLeft < 7 ? 'attention' : 'warning',
    facts: { Ends: local(endsAt) },
    ids: { 'In Key Vault': name },
  };
}

function webhookTest({ webhookId, message }: TestAlert): Notice {
  return {
    title: 'Alerts arrive here',
    sentence: plain(message, LONG),
    style: 'good',
    facts: {},
    ids: { Webhook: webhookId },
  };
}

function noticeOf(event: NoticeEvent, now: Date): Notice {
  switch (event.type) {
    case 'scan.overdue':
      return scanOverdue(event.data);
    case 'operation.completed':
    case 'operation.needs_attention':
      return operationEnded(event.data);
    case 'credential.expiring':
      return credentialExpiring(event.data, now);
    case 'webhook.test':
      return webhookTest(event.data);
  }
}

/** The small card for what is not about cutoffs: a title, a sentence and the facts. */
export function noticeCard(event: NoticeEvent, now: Date): AdaptiveCard {
  const { title, sentence, style, facts, ids = {} } = noticeOf(event, now);
  return adaptiveCard(`${title}: ${sentence}`, [
    {
      type: 'Container',
      style,
      bleed: true,
      items: [cardTitle(title), textBlock(sentence, { spacing: 'Small' })],
    },
    ...(Object.keys(facts).length > 0 ? [factSet(facts)] : []),
    ...exactTexts(ids),
  ]);
}
