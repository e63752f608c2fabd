import { setTimeout as delay } from 'node:timers/promises';
import { buyAll, repeatUntilEnded, resultOf } from '../attempts.ts';
import { countBefore } from '../expectOne.ts';
import { startGate } from '../gate.ts';
import { ORDER_WITHOUT_READS as purchase } from '../purchases.ts';
import { PAST_LEASE_IN_MS, type Scenario } from '../scenario.ts';

const LOOK_EVERY_MS = 20;
/** The connection is tried for 10 seconds: a stop before that leaves the write between its declaration and the network. */
const CONNECTS_AFTER_MS = 8_000;
/** Time for the other end of the connection to be ready when the process wakes. */
const OPEN_BEFORE_IT_WAKES_MS = 1_000;

/** The process sleeps when the write is declared and has not left, and wakes after another has bought. */
export const stopPastLeaseAtTheDoor: Scenario = {
  name: 'stopPastLeaseAtTheDoor',
  description:
    'The process is stopped when the write is declared and its connection is not yet made, for longer than its lease; another finds nothing in the window (1 s here) and buys; the first carries on with an open way and sends nothing. Whoever repeats the call gets the one order.',
  stopsProcesses: true,
  async run(stage) {
    const { emulator, addresses } = stage;
    const [bought = 0] = await countBefore(stage, [purchase]);
    const gate = await startGate(addresses.partnerCenter);
    try {
      const settings = { RECONCILE_WINDOW: '1s' };
      const stopped = await stage.startHost({ ...settings, PARTNER_CENTER_URL: gate.url });
      await stopped.read(`customers/${purchase.customerId}/orders`);
      gate.hold();
      const [attempt] = buyAll(stopped, [purchase]);
      if (!attempt) throw new TypeError('There is one purchase.');
      const waitUntil = Date.now() + CONNECTS_AFTER_MS;
      while (gate.waiting() === 0 && Date.now() < waitUntil) await delay(LOOK_EVERY_MS);
      stage.check('connections that wait', 1, gate.waiting());
      stopped.stop();
      await delay(PAST_LEASE_IN_MS);

      const other = await stage.startHost(settings);
      const notPlaced = await repeatUntilEnded(other, attempt);
      stage.check('the repeat by another process ends in', '409 NotPlaced', `${notPlaced.status} ${notPlaced.result}`);
      const { status, result } = await repeatUntilEnded(other, attempt);
      stage.check('the repeat after that', 200, status);
      gate.open();
      await delay(OPEN_BEFORE_IT_WAKES_MS);
      stopped.carryOn();
      const answer = await attempt.first;
      const told = answer && `${answer.status} ${resultOf(answer)}`;
      stage.check('the first caller is told', '409 NotPlaced', told);
      const last = await repeatUntilEnded(stopped, attempt);
      stage.check('and when it repeats the call', `200 ${result}`, `${last.status} ${last.result}`);
      stage.check('writes sent', 1, (await emulator.asked(purchase.write)).length);
      stage.check('bought', 1, (await emulator.subscriptions(purchase)) - bought);
    } finally {
      await gate.close();
    }
  },
};
