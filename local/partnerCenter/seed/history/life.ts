import { DAY_IN_MS, startOfDay } from '../../dates.ts';
import type { Partner } from './partnerAt.ts';
import type { Random } from './randomFrom.ts';

/** One deed in the life of a subscription. */
export interface Moment {
  at: number;
  act: (partner: Partner) => void;
}

/** What a life is drawn from. */
export interface Fate {
  random: Random;
  /** The present: nothing happens after it. */
  now: number;
  /** PartnerID of the customer's reseller. */
  mpnId: string;
}

/** How far back histories go. */
export const HISTORY_IN_MS = 400 * DAY_IN_MS;

/** An instant between two others; now and then on a whole minute or at midnight. */
export function between(random: Random, from: number, to: number): number {
  const instant = Math.floor(from + random.fraction() * (to - from));
  const rounded = random.pick([
    [instant, 17],
    [Math.floor(instant / 60_000) * 60_000, 2],
    [startOfDay(instant), 1],
  ]);
  return Math.max(rounded, Math.ceil(from));
}

/** An instant of the last 400 days: often of the last week or about to leave it. */
export function someTimeAgo({ random, now }: Fate): number {
  const [oldest, youngest] = random.pick([
    [[HISTORY_IN_MS, 8 * DAY_IN_MS], 5],
    [[7.5 * DAY_IN_MS, 6 * DAY_IN_MS], 2],
    [[7 * DAY_IN_MS, 0], 3],
  ] as const);
  return between(random, now - oldest, now - youngest);
}

/** An instant since another: anywhere, in the last eight days, or in the last minutes. */
export function later({ random, now }: Fate, since: number): number {
  const reach = random.pick([
    [Number.POSITIVE_INFINITY, 4],
    [8 * DAY_IN_MS, 5],
    [20 * 60_000, 1],
  ]);
  return between(random, Math.max(since + 1, now - reach), Math.max(since + 1, now));
}
