import { setTimeout as delay } from 'node:timers/promises';
import { buyAll, repeatUntilBought, type Ending } from '../attempts.ts';
import { countOutcomes } from '../auditTrail.ts';
import { orderOf } from '../purchases.ts';
import { randomFrom } from '../random.ts';
import type { Scenario } from '../scenario.ts';

const ROUNDS = 3;
const ORDERS = 20;
/** Several orders of the same content are under way at once, and so can be taken for one another. */
const QUANTITIES = 4;
/** A write that was declared and did not leave before the kill is looked for so long: then nothing was bought, and the next repeat buys. */
const SETTINGS = { RECONCILE_WINDOW: '20s' };
/** Slow enough for a kill to meet every stage of an order. */
const READ_TAKES_MS = 300;
const WRITE_TAKES_MS = 600;
const KILLED_BETWEEN_MS = [200, 2_200] as const;

/** The process dies at any moment, with many purchases under way. */
export const killAtRandom: Scenario = {
  name: 'killAtRandom',
  description: `Three times the process is killed at a random moment with ${ORDERS} orders under way. Every repeat ends in 200 with an order of its own; one order for each key; the audit trail knows every outcome.`,
  async run(stage) {
    const { emulator } = stage;
    const random = randomFrom(stage.seed);
    const orders = Array.from({ length: ORDERS }, (_, index) => orderOf(1 + (index % QUANTITIES)));
    const [one = orderOf(1)] = orders;
    const idsBefore = await emulator.orderIds(one);
    for (const [route, delayInMs] of [
      [one.preflight, READ_TAKES_MS],
      ['GET /v1/customers/*/products/*/skus/*/availabilities', READ_TAKES_MS],
      [one.write, WRITE_TAKES_MS],
    ] as const) {
      await emulator.addFault({ kind: 'slow', route, delayInMs, count: 1_000 });
    }

    const endings: Ending[] = [];
    let host = await stage.startHost(SETTINGS);
    for (let round = 1; round <= ROUNDS; round += 1) {
      const sentBefore = (await emulator.asked(one.write)).length;
      const attempts = buyAll(host, orders);
      const [earliest, latest] = KILLED_BETWEEN_MS;
      const moment = Math.round(earliest + random() * (latest - earliest));
      await delay(moment);
      await host.kill();
      const answers = await Promise.all(attempts.map(({ first }) => first));
      const sent = (await emulator.asked(one.write)).length - sentBefore;
      const answered = answers.filter((answer) => answer !== undefined).length;
      stage.note(`round ${round}: killed after ${moment} ms, when ${sent} were sent and ${answered} answered`);
      host = await stage.startHost(SETTINGS);
      const current = host;
      endings.push(...(await Promise.all(attempts.map((attempt) => repeatUntilBought(current, attempt)))));
    }

    const all = ROUNDS * ORDERS;
    const results = new Set(endings.map(({ result }) => result));
    const ids = (await emulator.orderIds(one)).filter((id) => !idsBefore.includes(id));
    stage.check('repeats that ended in 200', all, endings.filter(({ status }) => status === 200).length);
    stage.check('Locations that answer otherwise', 0, endings.filter(isOtherAtLocation).length);
    stage.check('orders at Partner Center', all, ids.length);
    stage.check('different orders given out', all, ids.filter((id) => results.has(id)).length);
    stage.check('writes sent', all, (await emulator.asked(one.write)).length);
    const { succeeded, failed = 0, ...others } = await countOutcomes(host, one.customerId);
    stage.check('purchases in the audit trail', all, succeeded);
    stage.check('outcomes there that are neither a purchase nor nothing', {}, others);
    stage.note(`${failed} were declared and had not left when the process was killed: NotPlaced, then bought`);
    const longest = Math.max(...endings.map(({ afterInMs }) => afterInMs));
    stage.note(`the longest repeat ended after ${Math.round(longest / 1000)} s`);
  },
};

function isOtherAtLocation({ status, result, atLocation }: Ending): boolean {
  return atLocation !== undefined && atLocation !== `${status} ${result}`;
}
