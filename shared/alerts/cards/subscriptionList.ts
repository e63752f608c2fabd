import type { SubscriptionAlert } from '../../schemas/alertEvents.ts';
import type { CardElement, Container } from './adaptiveCard.ts';
import { subscriptionItem } from './subscriptionItem.ts';
import { textBlock } from './textBlock.ts';
import { urgencies, type Scale } from './urgencies.ts';

function heading(text: string, style: NonNullable<Container['style']>): Container {
  return { type: 'Container', style, bleed: true, items: [textBlock(text, { style: 'heading', size: 'Medium' })] };
}

/**
 * The first `shown` of the alerts, which come soonest first, under a heading for each urgency; a heading counts all of its urgency where
 * `counted`.
 */
export function subscriptionList(
  alerts: SubscriptionAlert[],
  shown: number,
  now: Date,
  { scale, counted }: { scale: Scale; counted: boolean },
): CardElement[] {
  let left = shown;
  return urgencies(alerts, now, scale).flatMap(({ heading: text, style, members }) => {
    const listed = members.slice(0, left);
    left -= listed.length;
    if (listed.length === 0) return [];
    const all = members.length;
    const count = listed.length < all ? `${listed.length} of ${all}` : all;
    return [
      heading(counted ? `${text} · ${count}` : text, style),
      ...listed.flatMap((alert) => subscriptionItem(alert, now)),
    ];
  });
}
