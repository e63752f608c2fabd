import { setTimeout as delay } from 'node:timers/promises';
import { startAzurite } from '../../local/azurite.ts';
import { randomFrom } from '../random.ts';
import { deadlineRows, LIST, listedAt, startScan, untilScan } from '../scans.ts';
import type { Scenario } from '../scenario.ts';

const KILLS = 3;
/** More batches than one process works on at once, so that the next finds some that nobody holds. */
const SEED = { customers: 7_500, subscriptionsPerCustomer: 3 };
/** Slow enough for every kill to come while customers are looked at. */
const SETTINGS = { PARTNER_CENTER_REQUESTS_PER_MINUTE: '6000' };
const READ_TAKES_MS = 100;
const KILLED_BETWEEN_MS = [2_000, 9_000] as const;
/** A kill loses what was found and not yet kept: no more than this long before it. */
const KEPT_WITHIN_MS = 5_000;
/** A dead process’s batches are taken up when their lease of a minute has run out and the timer has looked. */
const ENDS_WITHIN_MS = 300_000;

/** The process dies three times in the middle of a scan. */
export const killDuringScan: Scenario = {
  name: 'killDuringScan',
  description: `Three times the process is killed at a random moment of a scan of ${SEED.customers} customers. The scan ends complete; a customer is listed again only where a kill came before what was found of it was kept; the table is that of a scan that nobody disturbed.`,
  onlyReads: true,
  async run(stage) {
    const { emulator, settings } = stage;
    const random = randomFrom(stage.seed);
    const expected = await emulator.seed(SEED);
    await emulator.addFault({ kind: 'slow', route: LIST, delayInMs: READ_TAKES_MS, count: 100_000 });

    let host = await stage.startHost(SETTINGS);
    const { scanId } = await startScan(host);
    await untilScan(host, scanId, { is: ({ customers }) => customers.seen > 0, withinMs: 60_000 });
    const killedAt: number[] = [];
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const [earliest, latest] = KILLED_BETWEEN_MS;
      await delay(earliest + random() * (latest - earliest));
      await host.kill();
      killedAt.push(Date.now());
      host = await stage.startHost(SETTINGS);
      const { customers } = await untilScan(host, scanId, { is: () => true, withinMs: 0 });
      stage.note(`kill ${kill} at ${customers.expected - customers.left} of ${customers.expected} customers`);
    }
    const resumedAt = Date.now();
    const ended = await untilScan(host, scanId, { is: ({ state }) => state === 'completed', withinMs: ENDS_WITHIN_MS });
    stage.note(`ended ${Math.round((Date.now() - resumedAt) / 1000)} s after the last kill`);
    stage.check('state', 'completed', ended.state);
    stage.check('customers expected', expected, ended.customers.expected);
    stage.check('customers that failed', 1, ended.customers.failed);
    stage.check('customers left', 0, ended.customers.left);

    const listed = listedAt(await emulator.asked(LIST));
    const failedId = ended.failed[0]?.customerId;
    const repeats = [...listed].filter(([id, at]) => at.length > 1 && id !== failedId);
    const late = repeats.filter(([, at]) =>
      at.slice(0, -1).some((time) => !killedAt.some((kill) => time <= kill && kill - time < KEPT_WITHIN_MS)),
    );
    stage.check('customers listed', expected, listed.size);
    stage.check(
      `customers listed again that had been seen more than ${KEPT_WITHIN_MS / 1000} s before a kill`,
      0,
      late.length,
    );
    stage.note(`${repeats.length} customers were listed again, since a kill came before they were kept`);

    const disturbed = await deadlineRows(settings.AzureWebJobsStorage ?? '');
    await host.kill();
    const azurite = await startAzurite();
    try {
      const AzureWebJobsStorage = azurite.connectionString;
      const calm = await stage.startHost({
        ...SETTINGS,
        AzureWebJobsStorage,
        PARTNER_CENTER_REQUESTS_PER_MINUTE: '60000',
      });
      const other = await startScan(calm);
      await untilScan(calm, other.scanId, { is: ({ state }) => state === 'completed', withinMs: ENDS_WITHIN_MS });
      const undisturbed = await deadlineRows(AzureWebJobsStorage);
      stage.check(
        'rows of the table that an undisturbed scan has not',
        0,
        disturbed.filter((row) => !undisturbed.includes(row)).length,
      );
      stage.check('rows of the table', undisturbed.length, disturbed.length);
      await calm.kill();
    } finally {
      await azurite.close();
    }
  },
};
