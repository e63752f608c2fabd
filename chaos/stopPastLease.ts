import { setTimeout as delay } from 'node:timers/promises';
import { buyAll, resultOf } from './attempts.ts';
import { countBefore, expectOneEach } from './expectOne.ts';
import { PURCHASES, type Purchase } from './purchases.ts';
import { PAST_LEASE_IN_MS } from './scenario.ts';
import type { Stage } from './stage.ts';

const ANSWERED_AFTER_MS = 3_000;

/** Stops a host when it waits for the answer of a route of each purchase, has another take over, and lets the first carry on. */
export async function stopPastLease(
  stage: Stage,
  routeOf: (purchase: Purchase) => string,
  leftBehind: Record<string, number> = {},
): Promise<void> {
  const { emulator } = stage;
  const routes = PURCHASES.map(routeOf);
  for (const route of routes) await emulator.addFault({ kind: 'slow', route, delayInMs: ANSWERED_AFTER_MS });
  const before = await countBefore(stage, PURCHASES);
  const stopped = await stage.startHost();
  const attempts = buyAll(stopped, PURCHASES);
  await emulator.untilAsked(routes);
  stopped.stop();
  await delay(PAST_LEASE_IN_MS);

  const endings = await expectOneEach(stage, await stage.startHost(), { attempts, before, leftBehind });
  stopped.carryOn();
  for (const [index, { purchase, first }] of attempts.entries()) {
    const { result } = endings[index] ?? {};
    const answer = await first;
    const end = answer?.status === 202 && answer.location ? await stopped.read(answer.location) : answer;
    const seen = end && `${end.status} ${resultOf(end)}`;
    stage.check(
      `${purchase.name}: the first caller, ${answer?.status ?? 'unanswered'} at first, ends in`,
      `200 ${result}`,
      seen,
    );
    stage.check(`${purchase.name}: writes sent in the end`, 1, (await emulator.asked(purchase.write)).length);
    const bought = (await emulator.subscriptions(purchase)) - (before[index] ?? 0);
    stage.check(`${purchase.name}: bought in the end`, 1, bought);
  }
}
