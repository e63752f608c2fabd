import type { Lane } from '../http/throttle.ts';

/**
 * All limits of the request budget; durations in milliseconds.
 * https://learn.microsoft.com/partner-center/developer/api-throttling-guidance
 */
export const BUDGET = {
  /** What may leave at once, as a time at the full rate: a tenth of a minute’s requests. */
  burstInMs: 6_000,
  /** A slot that nobody has used by then is lost, so that a process that stood still does not make up for it. */
  lateInMs: 1_000,
  /** A call is told to come back rather than held longer than this. */
  longestWaitInMs: 30_000,
  /** Calls take up to so many slots with one write, where they have come that fast lately … */
  callBlock: 5,
  /** … and scans what they use in this time, or so many: more would be lost wherever the work of an instance comes to its end. */
  scanBlockInMs: 250,
  scanBlock: 5,
  /** Scans ask no further ahead than this: calls that come meanwhile go first. */
  scanAheadInMs: 1_000,
  /** After a 429 the rate is halved, for all that are answered with one at about the same time once … */
  halvedOnceInMs: 10_000,
  /** … down to this share of the setting, and comes back by a share at a time. */
  leastShare: 1 / 16,
  regainedShare: 0.1,
  regainedEveryInMs: 20_000,
  /** Longer than this scans do not pause for one Retry-After: the limit is one of a minute, and what is longer may concern one customer. */
  longestPauseInMs: 60_000,
} as const;

/** What all instances share. Instants in epoch milliseconds. */
export interface BudgetState {
  /** The first instant that nobody has taken: requests stand there one behind the other, as far apart as the rate says. */
  nextAt: number;
  /** The share of the setting that the rate was reduced to, and when. */
  share: number;
  reducedAt: number;
  /** Until when scans pause, since Partner Center said so. */
  scansPauseUntil: number;
}

/** The budget of a tenant that nobody has used. */
export const UNUSED_BUDGET: BudgetState = { nextAt: 0, share: 1, reducedAt: 0, scansPauseUntil: 0 };

/** One request: it may leave from then, until it is lost. Epoch milliseconds. */
export interface Slot {
  from: number;
  until: number;
}

/** What is asked of a budget of `limit` requests a minute at `now`. */
export interface Demand {
  limit: number;
  now: number;
  /** How many are waiting. */
  waiting: number;
  /** How many more may follow soon. */
  expected: number;
}

/** Slots in order, perhaps none, and when the next one could be had. */
export interface Grant {
  state: BudgetState;
  slots: Slot[];
  nextFrom: number;
}

/** How many requests scans take at once, of a rate in requests a minute. */
export function scanBlock(perMinute: number): number {
  const within = (timeInMs: number): number => Math.floor((perMinute * timeInMs) / 60_000);
  return Math.max(1, within(BUDGET.scanBlockInMs), Math.min(BUDGET.scanBlock, within(BUDGET.scanAheadInMs)));
}

/** The present rate in requests a minute. */
export function rateOf({ share, reducedAt }: BudgetState, { limit, now }: Pick<Demand, 'limit' | 'now'>): number {
  const steps = Math.max(0, Math.floor((now - reducedAt) / BUDGET.regainedEveryInMs));
  return limit * Math.min(1, share + steps * BUDGET.regainedShare);
}

/** Calls run ahead of the rate as far as a burst goes, and none waits too long; what is only expected is taken where it may leave at once. */
function takeForCalls(state: BudgetState, { waiting, expected, limit, now }: Demand): Grant {
  const spacingInMs = 60_000 / rateOf(state, { limit, now });
  const aheadInMs = Math.max(0, BUDGET.burstInMs - spacingInMs);
  const slots: Slot[] = [];
  let nextAt = Math.max(state.nextAt, now);
  for (; slots.length < Math.max(waiting, expected); nextAt += spacingInMs) {
    const waitInMs = nextAt - aheadInMs - now;
    if (waitInMs > (slots.length < waiting ? BUDGET.longestWaitInMs : 0)) break;
    slots.push({ from: nextAt - aheadInMs, until: nextAt + BUDGET.lateInMs });
  }
  return { state: slots.length > 0 ? { ...state, nextAt } : state, slots, nextFrom: nextAt - aheadInMs };
}

/** Scans never run ahead of the rate, and get nothing while calls have taken what there is. */
function takeForScans(state: BudgetState, { waiting, expected, limit, now }: Demand): Grant {
  const rate = rateOf(state, { limit, now });
  const count = Math.min(Math.max(waiting, expected), scanBlock(rate));
  const nextFrom = Math.max(state.scansPauseUntil, state.nextAt - BUDGET.scanAheadInMs);
  if (nextFrom > now || count === 0) return { state, slots: [], nextFrom };
  const first = Math.max(state.nextAt, now);
  const slots = Array.from({ length: count }, (_, index) => {
    const from = first + (index * 60_000) / rate;
    return { from, until: from + BUDGET.lateInMs };
  });
  const nextAt = first + (count * 60_000) / rate;
  return { state: { ...state, nextAt }, slots, nextFrom: nextAt - BUDGET.scanAheadInMs };
}

/**
 * Takes requests out of the budget. In any minute no more than the limit, a tenth and what is lost after {@link BUDGET.lateInMs} can leave,
 * whoever asks.
 */
export function takeSlots(lane: Lane, state: BudgetState, demand: Demand): Grant {
  return lane === 'scan' ? takeForScans(state, demand) : takeForCalls(state, demand);
}

/**
 * What becomes of the budget when Partner Center answers 429, and says for how long where `retryAfterInMs` is given. Of that all scans
 * heed up to {@link BUDGET.longestPauseInMs}; the request itself hears the whole.
 */
export function throttled(
  state: BudgetState,
  { limit, now, retryAfterInMs = 0 }: { limit: number; now: number; retryAfterInMs?: number | undefined },
): BudgetState {
  const pauseUntil = now + Math.min(retryAfterInMs, BUDGET.longestPauseInMs);
  const scansPauseUntil = Math.max(state.scansPauseUntil, pauseUntil);
  if (now - state.reducedAt >= BUDGET.halvedOnceInMs) {
    const share = Math.max(BUDGET.leastShare, rateOf(state, { limit, now }) / limit / 2);
    return { ...state, scansPauseUntil, share, reducedAt: now };
  }
  const addedInMs = pauseUntil - Math.max(state.scansPauseUntil, now);
  return addedInMs < BUDGET.lateInMs ? state : { ...state, scansPauseUntil };
}

/** Whether these rules can have led to the state: a row may hold anything, and must not stop requests for good. */
export function isExplained(
  { nextAt, share, reducedAt, scansPauseUntil }: BudgetState,
  { limit, now }: Pick<Demand, 'limit' | 'now'>,
): boolean {
  const widestSpacingInMs = 60_000 / (limit * BUDGET.leastShare);
  return (
    nextAt <= now + BUDGET.longestWaitInMs + BUDGET.burstInMs + widestSpacingInMs &&
    share >= BUDGET.leastShare &&
    share <= 1 &&
    reducedAt <= now &&
    scansPauseUntil <= now + BUDGET.longestPauseInMs
  );
}

/** The same state by a clock that goes ahead by so many milliseconds. */
export function shiftedBy(state: BudgetState, aheadInMs: number): BudgetState {
  return {
    nextAt: state.nextAt + aheadInMs,
    share: state.share,
    reducedAt: state.reducedAt + aheadInMs,
    scansPauseUntil: state.scansPauseUntil + aheadInMs,
  };
}

/** The stricter of two states, where a process comes back to what the others have gone on with. */
export function stricter(one: BudgetState, other: BudgetState): BudgetState {
  const { share, reducedAt } = one.reducedAt > other.reducedAt ? one : other;
  return {
    nextAt: Math.max(one.nextAt, other.nextAt),
    share,
    reducedAt,
    scansPauseUntil: Math.max(one.scansPauseUntil, other.scansPauseUntil),
  };
}
