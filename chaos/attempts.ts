import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Host } from './host.ts';
import type { Purchase } from './purchases.ts';
import type { Answer } from './send.ts';

const REPEAT_EVERY_MS = 2_000;
/** Longer than a dead holder's lease, the search and the queue's rounds together. */
const HANGS_AFTER_MS = 150_000;

/** One purchase under its key, from the first call to its end. */
export interface Attempt {
  purchase: Purchase;
  key: string;
  /** The answer of the first call; undefined where none came. */
  first: Promise<Answer | undefined>;
}

/** How a purchase ended that was repeated until it did. */
export interface Ending {
  purchase: Purchase;
  /** 0 where a repeat was not answered. */
  status: number;
  /** The order, or the code of the error. */
  result: string;
  /** What its Location answers in the end; undefined where none was given out. */
  atLocation: string | undefined;
  afterInMs: number;
}

/** The order that an answer names, or the code of its error. */
export function resultOf({ body }: Answer): string {
  const { order, error } = body as { order?: { id: string }; error?: { code: string } };
  return order?.id ?? error?.code ?? '';
}

/** Calls for every purchase at once, each under a key of its own. */
export function buyAll(host: Host, purchases: readonly Purchase[]): Attempt[] {
  return purchases.map((purchase) => {
    const key = `chaos-${randomUUID()}`;
    return { purchase, key, first: host.buy(purchase, key) };
  });
}

/** Repeats a call with its key until it is no longer under way, as a flow does; also looks at its Location. */
export async function repeatUntilEnded(host: Host, { purchase, key }: Omit<Attempt, 'first'>): Promise<Ending> {
  const startedAt = Date.now();
  let location: string | undefined;
  for (;;) {
    const answer = await host.buy(purchase, key);
    const afterInMs = Date.now() - startedAt;
    if (!answer) return { purchase, status: 0, result: 'no answer', atLocation: undefined, afterInMs };
    location = answer.location ?? location;
    const isOpen = answer.status === 202 || answer.status === 429 || answer.status >= 500;
    if (!isOpen || afterInMs > HANGS_AFTER_MS) {
      const last = location === undefined ? undefined : await host.read(location);
      const atLocation = last && `${last.status} ${resultOf(last)}`;
      return { purchase, status: answer.status, result: resultOf(answer), atLocation, afterInMs };
    }
    await delay(REPEAT_EVERY_MS);
  }
}

/** Repeats a call until it ends, and once more where that is `NotPlaced`, as its message says. */
export async function repeatUntilBought(host: Host, attempt: Omit<Attempt, 'first'>): Promise<Ending> {
  const ending = await repeatUntilEnded(host, attempt);
  if (ending.result !== 'NotPlaced') return ending;
  const again = await repeatUntilEnded(host, attempt);
  return { ...again, afterInMs: ending.afterInMs + again.afterInMs };
}
