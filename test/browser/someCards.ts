import type { AdaptiveCard } from '../../shared/alerts/cards/adaptiveCard.ts';
import { cutoffCard } from '../../shared/alerts/cards/cutoffCard.ts';
import { digestCard } from '../../shared/alerts/cards/digestCard.ts';
import { noticeCard } from '../../shared/alerts/cards/noticeCard.ts';
import { NOW, someAlerts, someDigest } from '../shared/alerts/cards/someAlerts.ts';
import { someNotices } from '../shared/alerts/cards/someNotices.ts';

/** Cards of every kind, by what to call their pictures. */
export function someCards(): Record<string, AdaptiveCard> {
  const notices = Object.entries(someNotices).map(([name, event]) => [`notice-${name}`, noticeCard(event, NOW)]);
  return {
    'cutoff-1': cutoffCard(someAlerts(1), NOW),
    'cutoff-1-seats': cutoffCard(someAlerts(3).slice(2), NOW),
    'cutoff-1-doubtful': cutoffCard(
      someAlerts(5)
        .slice(4)
        .map((alert) => ({ ...alert, verified: false })),
      NOW,
    ),
    'cutoff-12': cutoffCard(someAlerts(12), NOW),
    'cutoff-400': cutoffCard(someAlerts(400), NOW),
    'digest-0': digestCard(someDigest(0), NOW),
    'digest-1': digestCard(someDigest(1), NOW),
    'digest-12': digestCard(someDigest(12), NOW),
    'digest-12-incomplete': digestCard(someDigest(12, 7), NOW),
    'digest-400': digestCard(someDigest(400), NOW),
    ...(Object.fromEntries(notices) as Record<string, AdaptiveCard>),
  };
}
