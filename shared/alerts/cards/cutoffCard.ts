import type { CutoffAlert } from '../../schemas/alertEvents.ts';
import { adaptiveCard, type AdaptiveCard, type CardElement } from './adaptiveCard.ts';
import { capital } from './capital.ts';
import { cardTitle } from './cardTitle.ts';
import { cutoffTitle } from './cutoffTitle.ts';
import { deadlineSentence } from './deadlineSentence.ts';
import { doubts } from './doubts.ts';
import { exactTexts } from './exactTexts.ts';
import { fitCard } from './fitCard.ts';
import { moreLine } from './moreLine.ts';
import { soonestFirst } from './soonestFirst.ts';
import { subscriptionFacts } from './subscriptionFacts.ts';
import { subscriptionList } from './subscriptionList.ts';
import { textBlock } from './textBlock.ts';
import { timeLeft } from './timeLeft.ts';
import { urgencies } from './urgencies.ts';
import { whatAndWhose } from './whatAndWhose.ts';

function idsAndCall({ kind, customer, subscription, cancel }: CutoffAlert): CardElement[] {
  return exactTexts({
    Subscription: subscription.id,
    Order: subscription.orderId,
    Customer: customer.id,
    'To cancel it, with a function key:': cancel && kind === 'cancel' ? `${cancel.method} ${cancel.url}` : undefined,
  });
}

function oneInFull(alert: CutoffAlert, now: Date): CardElement[] {
  const [urgency] = urgencies([alert], now, 'cutoffs');
  return [
    {
      type: 'Container',
      style: urgency?.style ?? 'default',
      bleed: true,
      items: [
        textBlock(deadlineSentence(alert, now)),
        ...doubts(alert).map((doubt) => textBlock(doubt, { spacing: 'Small' })),
      ],
    },
    subscriptionFacts(alert, now),
    ...idsAndCall(alert),
  ];
}

function cardOfOne(alert: CutoffAlert, now: Date): AdaptiveCard {
  const title = cutoffTitle([alert]);
  const left = timeLeft(new Date(alert.until), now);
  const { what, whose } = whatAndWhose(alert);
  return adaptiveCard(`${title}${left ? ` in ${left}` : ''}: ${what}, ${whose}`, [
    cardTitle(title),
    ...oneInFull(alert, now),
  ]);
}

function cardOfMany(alerts: [CutoffAlert, ...CutoffAlert[]], now: Date): AdaptiveCard {
  const title = cutoffTitle(alerts);
  const left = timeLeft(new Date(alerts[0].until), now);
  const inTime = left ? `the soonest in ${left}` : 'the soonest has passed';
  const color = urgencies(alerts, now, 'cutoffs')[0]?.colour ?? 'Default';
  return fitCard(alerts.length, (shown) =>
    adaptiveCard(`${title}, ${inTime}`, [
      cardTitle(title),
      textBlock(capital(inTime), { color, weight: 'Bolder', spacing: 'None' }),
      ...subscriptionList(alerts, shown, now, { scale: 'cutoffs', counted: true }),
      ...moreLine(alerts.length - shown, alerts[shown], now),
    ]),
  );
}

/** One card for all cutoffs that a run found to be near, the soonest first. */
export function cutoffCard(alerts: CutoffAlert[], now: Date): AdaptiveCard {
  const [soonest, ...others] = soonestFirst(alerts);
  if (!soonest) throw new RangeError('A card is about one cutoff at least.');
  return others.length > 0 ? cardOfMany([soonest, ...others], now) : cardOfOne(soonest, now);
}
