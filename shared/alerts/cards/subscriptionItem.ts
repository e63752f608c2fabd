import type { SubscriptionAlert } from '../../schemas/alertEvents.ts';
import type { CardElement } from './adaptiveCard.ts';
import { capital } from './capital.ts';
import { deadlineSentence } from './deadlineSentence.ts';
import { doubts } from './doubts.ts';
import { refundWords } from './refundWords.ts';
import { textBlock } from './textBlock.ts';
import { whatAndWhose } from './whatAndWhose.ts';

/** A subscription in a list: what, whose, how much, until when, and what is refunded. */
export function subscriptionItem(alert: SubscriptionAlert, now: Date): CardElement[] {
  const { what, whose } = whatAndWhose(alert);
  const refund = alert.kind === 'extendedTerm' ? [] : [capital(refundWords(alert, now))];
  return [
    textBlock(what, { weight: 'Bolder', spacing: 'Medium' }),
    ...[whose, deadlineSentence(alert, now), ...refund].map((line) => textBlock(line, { spacing: 'None' })),
    ...doubts(alert).map((doubt) => textBlock(doubt, { spacing: 'None', isSubtle: true })),
  ];
}
