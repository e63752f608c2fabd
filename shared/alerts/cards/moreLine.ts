import type { TextBlock } from './adaptiveCard.ts';
import { textBlock } from './textBlock.ts';
import { timeLeft } from './timeLeft.ts';

/** How many are not listed, the soonest of them where it is known, and where all are; nothing where all are listed. */
export function moreLine(count: number, soonest: { until: string } | undefined, now: Date): TextBlock[] {
  if (count === 0) return [];
  const left = soonest && timeLeft(new Date(soonest.until), now);
  const more = left ? `and ${count} more, the soonest in ${left}` : `and ${count} more`;
  return [textBlock(`${more}: see GET deadlines`, { weight: 'Bolder', spacing: 'Large', separator: true })];
}
