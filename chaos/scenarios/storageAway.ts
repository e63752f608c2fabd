import { buyAll } from '../attempts.ts';
import { countBefore, expectOneEach } from '../expectOne.ts';
import { startGate } from '../gate.ts';
import { PURCHASES } from '../purchases.ts';
import type { Scenario } from '../scenario.ts';

const ANSWERED_AFTER_MS = 3_000;

/** The storage account cannot be reached when the answer comes. */
export const storageAway: Scenario = {
  name: 'storageAway',
  description:
    'Storage is gone when Partner Center has the write, and comes back when the caller has its answer, whatever that is. The repeat ends in 200; one purchase, sent once.',
  async run(stage) {
    const { emulator, settings, addresses } = stage;
    const gates = await Promise.all([startGate(addresses.table), startGate(addresses.queue)]);
    try {
      const [table, queue] = gates;
      const AzureWebJobsStorage = (settings.AzureWebJobsStorage ?? '')
        .replace(new URL(addresses.table).origin, new URL(table.url).origin)
        .replace(new URL(addresses.queue).origin, new URL(queue.url).origin);
      for (const { write } of PURCHASES) {
        await emulator.addFault({ kind: 'slow', route: write, delayInMs: ANSWERED_AFTER_MS });
      }
      const before = await countBefore(stage, PURCHASES);
      const host = await stage.startHost({ AzureWebJobsStorage });
      const attempts = buyAll(host, PURCHASES);
      await emulator.untilAsked(PURCHASES.map(({ write }) => write));
      for (const gate of gates) gate.shut();
      const shutAt = Date.now();
      const answers = await Promise.all(attempts.map(({ first }) => first));
      for (const gate of gates) gate.open();
      stage.note(`storage was away for ${Math.round((Date.now() - shutAt) / 1000)} s`);
      for (const [index, answer] of answers.entries()) {
        stage.note(`${PURCHASES[index]?.name}: ${answer?.status ?? 'no answer'} meanwhile`);
      }
      await expectOneEach(stage, host, { attempts, before });
    } finally {
      await Promise.all(gates.map((gate) => gate.close()));
    }
  },
};
