import { AppError } from '../errors.ts';
import type { Lane } from '../http/throttle.ts';
import { BUDGET, scanBlock, takeSlots, type BudgetState, type Grant, type Slot } from './budgetStrategy.ts';
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
  /** When the next slot could be had, as the budget said last. */
  let nextFrom = 0;
  /** Before then there is nothing for scans. */
  let quietUntil = 0;
  let isAsking = false;
  let timer: NodeJS.Timeout | undefined;
  /** What departed since the budget was asked last tells how many will follow soon. */
  let departures = { since: 0, count: 0 };

  const inOrder = (): Waiter[] => [...begun, ...others];
  const waiting = (): number => begun.size + others.size;

  const letGo = (waiter: Waiter): void => {
    departures.count += 1;
    waiter.go();
  };

  const expected = (at: number): number =>
    Math.min(largestBlock, Math.ceil((departures.count * BUDGET.lateInMs) / Math.max(1, at - departures.since)));

  /** Scans ask while they still spend what they have, calls where somebody has nothing. */
  const isShort = (at: number): boolean =>
    lane === 'scan'
      ? 2 * slots.length <= Math.min(largestBlock, Math.max(waiting(), expected(at)))
      : slots.length < waiting();

  /** Calls that cannot have their slot in time are told so at once; the slot goes to the next. */
  const refuseLate = (withoutSlot: number): void => {
    const free = [...slots];
    let toRefuse = withoutSlot;
    for (const waiter of inOrder()) {
      const [slot] = free;
      if (slot && slot.from <= waiter.until) free.shift();
      else if (slot) waiter.refuse(slot.from);
      else if (toRefuse-- > 0) waiter.refuse(nextFrom);
    }
  };

  const ask = async (at: number): Promise<void> => {
    isAsking = true;
    const soon = expected(at);
    departures = { since: at, count: 0 };
    let asked = 0;
    /** Requests that left before their slot was booked. */
    let unbooked = 0;
    const decide = (state: BudgetState, decidedAt: number): Grant => {
      asked = Math.max(0, waiting() + unbooked - slots.length);
      return takeSlots(lane, state, { limit, now: decidedAt, waiting: asked, expected: soon });
    };
    const letFirstGo = (): void => {
      const [first] = inOrder();
      if (lane === 'scan' || !first) return;
      unbooked = 1;
      letGo(first);
    };
    const grant = await shared.change(decide, letFirstGo).finally(() => {
      isAsking = false;
    });
    nextFrom = grant.nextFrom;
    /** Whoever waits may use what came, however long the table took. */
    const booked = grant.slots.slice(unbooked).map(({ from, until }) => ({ from, until: Math.max(until, now()) }));
    slots.push(...booked);
    if (lane === 'call') refuseLate(asked - grant.slots.length);
    else if (grant.slots.length === 0) quietUntil = nextFrom + Math.random() * APART_IN_MS;
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
    let wakeAt = slots[0]?.from ?? Infinity;
    if (!isAsking && isShort(at)) {
      if (quietUntil <= at) void ask(at);
      else wakeAt = Math.min(wakeAt, quietUntil);
    }
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

    /** Leaves the slots it has unused, and asks by the state as it is now. */
    dropSlots(): void {
      slots = [];
    },
  };
}
