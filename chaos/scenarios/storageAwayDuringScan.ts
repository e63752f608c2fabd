import { setTimeout as delay } from 'node:timers/promises';
import { startGate } from '../gate.ts';
import { expectWhole, LIST, listedAt, startScan, untilScan } from '../scans.ts';
import type { Scenario } from '../scenario.ts';

const SEED = { customers: 600, subscriptionsPerCustomer: 3 };
const SETTINGS = { PARTNER_CENTER_REQUESTS_PER_MINUTE: '1800' };
const AWAY_FOR_MS = 20_000;
/** What was found when storage went, and what batches in flight then asked for in vain. */
const MOST_REPEATED = 300;

/** The storage account cannot be reached for a while in the middle of a scan. */
export const storageAwayDuringScan: Scenario = {
  name: 'storageAwayDuringScan',
  description: `Storage is away for ${AWAY_FOR_MS / 1000} seconds in the middle of a scan of ${SEED.customers} customers. The scan ends complete, with nobody missing.`,
  onlyReads: true,
  async run(stage) {
    const { emulator, settings, addresses } = stage;
    const expected = await emulator.seed(SEED);
    const gates = await Promise.all([startGate(addresses.table), startGate(addresses.queue)]);
    try {
      const [table, queue] = gates;
      const AzureWebJobsStorage = (settings.AzureWebJobsStorage ?? '')
        .replace(new URL(addresses.table).origin, new URL(table.url).origin)
        .replace(new URL(addresses.queue).origin, new URL(queue.url).origin);
      const host = await stage.startHost({ ...SETTINGS, AzureWebJobsStorage });
      const { scanId } = await startScan(host);
      await untilScan(host, scanId, { is: ({ customers }) => customers.seen > 0, withinMs: 60_000 });
      for (const gate of gates) gate.shut();
      await delay(AWAY_FOR_MS);
      for (const gate of gates) gate.open();
      await expectWhole(stage, host, { scanId, expected, event: 'storage was back' });
      const listed = listedAt(await emulator.asked(LIST));
      const repeated = [...listed.values()].filter((at) => at.length > 1).length;
      stage.check('customers listed', expected, listed.size);
      stage.check(`at most ${MOST_REPEATED} of them listed again`, true, repeated <= MOST_REPEATED);
      stage.note(`${repeated} customers were listed again`);
    } finally {
      await Promise.all(gates.map((gate) => gate.close()));
    }
  },
};
