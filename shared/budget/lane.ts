import { AppError } from '../errors.ts';
import type { Lane } from '../http/throttle.ts';
import { BUDGET, scanBlock, takeSlots, type Grant, type Slot } from './budgetStrategy.ts';
import type { SharedState } from './sharedState.ts';

export interface LaneOptions {
  lane: Lane;
  shared: SharedState;
  /** Requests a minute. */
  limit: number;
  now: () => number;
}

interface Waiter {
  /** When it gives up; epoch milliseconds. */
  until: number;
  go(): void;
  refuse(nextFrom: number): void;
}

/** Scans of all instances do not ask for the same slots at the same moment. Milliseconds. */
const APART_IN_MS = 100;

/** Node takes a longer timer for none. */
const LONGEST_TIMER_IN_MS = 2 ** 31 - 1;

function budgetSpent(limit: number, waitInMs: number): AppError {
  const retryAfterInSeconds = Math.max(1, Math.ceil(waitInMs / 1000));
  const message = `The request budget of ${limit} a minute is spent; nothing was sent. Repeat the call after ${retryAfterInSeconds} seconds.`;
  return new AppError('TooManyRequests', message, { retryAfterInSeconds });
}

/** The way of calls, or of scans, through the budget: in their order, each at a slot of its own. There are timers only while somebody waits. */
export function createLane({ lane, shared, limit, now }: LaneOptions) {
  const largestBlock = lane === 'scan' ? scanBlock(limit) : BUDGET.callBlock;
  /** Those who have begun with something come before the others. */
  const begun = new Set<Waiter>();
  const others = new Set<Waiter>();
  let slots: Slot[] = [];
  let nextFrom = 0;
  let askAt = 0;
  let isAsking = false;
  let timer: NodeJS.Timeout | undefined;
  /** Requests that left since the budget was asked last, which tells how many will follow soon. */
  let left = 0;
  let askedAt = 0;
  /** Requests that left before their slot was booked. */
  let unbooked = 0;

  const inOrder = (): Waiter[] => [...begun, ...others];
  const waiting = (): number => begun.size + others.size;

  const letGo = (waiter: Waiter): void => {
    left += 1;
    waiter.go();
  };

  const expected = (at: number): number =>
    Math.min(largestBlock, Math.ceil((left * BUDGET.lateInMs) / Math.max(1, at - askedAt)));

  /** Scans ask while they still spend what they have, calls where somebody has nothing. */
  const isShort = (at: number): boolean =>
    lane === 'scan'
      ? 2 * slots.length <= Math.min(largestBlock, Math.max(waiting(), expected(at)))
      : slots.length < waiting();

  /** Calls that cannot have their slot in time are told so at once; the slot goes to the next. */
  const refuseLate = (missing: number): void => {
    let taken = 0;
    let toRefuse = missing;
    for (const waiter of inOrder()) {
      const slot = slots[taken];
      if (slot && slot.from <= waiter.until) taken += 1;
      else if (slot) waiter.refuse(slot.from);
      else if (toRefuse-- > 0) waiter.refuse(nextFrom);
    }
  };

  const receive = (grant: Grant, asked: number): void => {
    const booked = grant.slots.slice(unbooked);
    unbooked = 0;
    nextFrom = grant.nextFrom;
    /** Whoever waits may use what came, however long the table took. */
    slots.push(...booked.map(({ from, until }) => ({ from, until: Math.max(until, now()) })));
    if (lane === 'call') refuseLate(Math.max(0, asked - grant.slots.length));
    else if (grant.slots.length === 0) askAt = nextFrom + Math.random() * APART_IN_MS;
  };

  const ask = async (at: number): Promise<void> => {
    isAsking = true;
    const soon = expected(at);
    [left, askedAt] = [0, at];
    let asked = 0;
    const grant = await shared.change(
      (state, decidedAt) => {
        asked = Math.max(0, waiting() + unbooked - slots.length);
        return takeSlots(lane, state, { limit, now: decidedAt, waiting: asked, expected: soon });
      },
      () => {
        const [first] = inOrder();
        if (lane === 'scan' || !first) return;
        unbooked = 1;
        letGo(first);
      },
    );
    isAsking = false;
    receive(grant, asked);
    serve();
  };

  const serve = (): void => {
    clearTimeout(timer);
    const at = now();
    slots = slots.filter(({ until }) => until >= at);
    for (const waiter of inOrder()) {
      const [slot] = slots;
      if (!slot || slot.from > at) break;
      slots.shift();
      letGo(waiter);
    }
    if (waiting() === 0) return;
    const mustAsk = !isAsking && isShort(at);
    if (mustAsk && askAt <= at) void ask(at);
    const wakeAt = Math.min(slots[0]?.from ?? Infinity, mustAsk && askAt > at ? askAt : Infinity);
    if (wakeAt < Infinity) timer = setTimeout(serve, Math.min(Math.max(1, wakeAt - at), LONGEST_TIMER_IN_MS));
  };

  return {
    /** Waits for a slot. @throws AppError `TooManyRequests` where there is none in time. */
    take: (deadline: number, isBegun = false) =>
      new Promise<void>((resolve, reject) => {
        const at = now();
        const until = lane === 'scan' ? deadline : Math.min(deadline, at + BUDGET.longestWaitInMs);
        const queue = isBegun ? begun : others;
        const leave = (): void => {
          clearTimeout(patience);
          queue.delete(waiter);
        };
        const waiter: Waiter = {
          until,
          go() {
            leave();
            resolve();
          },
          refuse(from) {
            leave();
            reject(budgetSpent(limit, from - now()));
          },
        };
        const giveUp = (): void => {
          waiter.refuse(nextFrom);
          serve();
        };
        const patience = setTimeout(giveUp, Math.min(Math.max(0, until - at), LONGEST_TIMER_IN_MS));
        queue.add(waiter);
        serve();
      }),

    /** Gives up what it has and asks for nothing before then. */
    pauseUntil(at: number): void {
      slots = [];
      askAt = Math.max(askAt, at);
    },
  };
}
