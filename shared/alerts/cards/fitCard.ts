import type { AdaptiveCard } from './adaptiveCard.ts';
import { teamsMessage } from './teamsMessage.ts';

/** Teams takes messages of about 28 KB. https://learn.microsoft.com/microsoftteams/limits-specifications-teams#chat */
const LIMIT_IN_BYTES = 27_000;

/** More than fit in any case, at 180 bytes each at least. */
const TOO_MANY = 150;

function fits(card: AdaptiveCard): boolean {
  return Buffer.byteLength(JSON.stringify(teamsMessage(card))) < LIMIT_IN_BYTES;
}

/** The card that shows as many of `count` items as fit into a message. */
export function fitCard(count: number, cardOf: (shown: number) => AdaptiveCard): AdaptiveCard {
  if (count < TOO_MANY) {
    const whole = cardOf(count);
    if (fits(whole)) return whole;
  }
  let [fitting, tooMany] = [0, Math.min(count, TOO_MANY)];
  while (tooMany - fitting > 1) {
    const middle = Math.floor((fitting + tooMany) / 2);
    if (fits(cardOf(middle))) fitting = middle;
    else tooMany = middle;
  }
  return cardOf(fitting);
}
