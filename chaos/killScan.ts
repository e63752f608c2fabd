import { setTimeout as delay } from 'node:timers/promises';
import { startAzurite } from '../local/azurite.ts';
import { randomFrom } from './random.ts';
import { deadlineRows, expectWhole, LIST, listedAt, startScan, untilEnded, untilScan } from './scans.ts';
import type { Scenario } from './scenario.ts';
import type { Stage } from './stage.ts';

const READ_TAKES_MS = 100;
/** A kill loses what was found and not yet kept: no more than this long before it. */
const KEPT_WITHIN_MS = 5_000;

export interface KillScanOptions {
  name: string;
  description: string;
  customers: number;
  requestsPerMinute: number;
  kills: number;
  /** How long a process lives, at least and at most. Milliseconds. */
  livesMs: readonly [number, number];
}

/** A scenario in which the process dies in the middle of a scan. */
export function killScan({ customers, requestsPerMinute, kills, livesMs, ...rest }: KillScanOptions): Scenario {
  const pace = { PARTNER_CENTER_REQUESTS_PER_MINUTE: String(requestsPerMinute) };
  const run = async (stage: Stage): Promise<void> => {
    const { emulator, settings } = stage;
    const random = randomFrom(stage.seed);
    const expected = await emulator.seed({ customers, subscriptionsPerCustomer: 3 });
    await emulator.addFault({ kind: 'slow', route: LIST, delayInMs: READ_TAKES_MS, count: 100_000 });

    let host = await stage.startHost(pace);
    const { scanId } = await startScan(host);
    await untilScan(host, scanId, { is: (scan) => scan.customers.seen > 0, withinMs: 60_000 });
    const killedAt: number[] = [];
    for (let kill = 1; kill <= kills; kill += 1) {
      const [earliest, latest] = livesMs;
      await delay(earliest + random() * (latest - earliest));
      await host.kill();
      killedAt.push(Date.now());
      host = await stage.startHost(pace);
      const scan = await untilScan(host, scanId, { is: () => true, withinMs: 0 });
      stage.note(`kill ${kill} at ${scan.customers.expected - scan.customers.left} of ${expected} customers`);
    }
    const ended = await expectWhole(stage, host, { scanId, expected, event: 'the last kill' });

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
        AzureWebJobsStorage,
        PARTNER_CENTER_REQUESTS_PER_MINUTE: '60000',
      });
      const other = await startScan(calm);
      await untilEnded(calm, other.scanId);
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
  };
  return { ...rest, onlyReads: true, run };
}
