import { repeatUntilEnded, type Attempt, type Ending } from './attempts.ts';
import { countOutcomes } from './auditTrail.ts';
import type { Host } from './host.ts';
import type { Purchase } from './purchases.ts';
import type { Stage } from './stage.ts';

/** How many subscriptions the customers of some purchases have before them, in the same order. */
export function countBefore({ emulator }: Stage, purchases: readonly Purchase[]): Promise<number[]> {
  return Promise.all(purchases.map((purchase) => emulator.subscriptions(purchase)));
}

/**
 * Repeats every call until it ends and checks that each bought once: one 200, one write, one subscription more, one purchase in the audit
 * trail, and what else stands there: `leftBehind` by a process that sent nothing.
 */
export async function expectOneEach(
  stage: Stage,
  host: Host,
  { attempts, before, leftBehind = {} }: { attempts: Attempt[]; before: number[]; leftBehind?: Record<string, number> },
): Promise<Ending[]> {
  const endings = await Promise.all(attempts.map((attempt) => repeatUntilEnded(host, attempt)));
  for (const [index, { purchase, status, result, atLocation, afterInMs }] of endings.entries()) {
    const { name, write } = purchase;
    stage.check(`${name}: the repeat with the same key ends in`, 200, status);
    if (atLocation !== undefined) stage.check(`${name}: its Location`, `200 ${result}`, atLocation);
    stage.check(`${name}: writes sent`, 1, (await stage.emulator.asked(write)).length);
    stage.check(`${name}: bought`, 1, (await stage.emulator.subscriptions(purchase)) - (before[index] ?? 0));
    const trail = { succeeded: 1, ...leftBehind };
    stage.check(`${name}: audit trail`, trail, await countOutcomes(host, purchase.customerId));
    stage.note(`${name}: ${status} ${result} after ${Math.round(afterInMs / 1000)} s`);
  }
  return endings;
}
