import { setTimeout as delay } from 'node:timers/promises';
import { QueueClient } from '@azure/storage-queue';
import { buyAll, resultOf } from '../attempts.ts';
import { countBefore, expectOneEach } from '../expectOne.ts';
import type { Host } from '../host.ts';
import { PURCHASES } from '../purchases.ts';
import type { Scenario } from '../scenario.ts';
import type { Answer } from '../send.ts';

const TIMER_EVERY_MS = 5_000;
const HANGS_AFTER_MS = 200_000;

/** The queue forgets an operation. */
export const lostMessage: Scenario = {
  name: 'lostMessage',
  description:
    'A purchase was made, not answered, not found at once, and left to the queue, whose message is then lost. The timer resumeOperations sends it again, 2 minutes after it was due, which this scenario waits for; the Location then answers 200; one purchase, sent once.',
  async run(stage) {
    const { emulator, settings } = stage;
    for (const { write, customerId } of PURCHASES) {
      await emulator.addFault({ kind: 'resetAfterCommit', route: write });
      for (const route of [
        `GET /v1/customers/${customerId}/orders`,
        `GET /v1/customers/${customerId}/subscriptions/*/addons`,
      ])
        await emulator.addFault({ kind: 'serverError', route, status: 503, count: 1_000 });
    }
    const before = await countBefore(stage, PURCHASES);
    const withoutQueue = await stage.startHost({ 'AzureWebJobs.continueOperation.Disabled': 'true' });
    const attempts = buyAll(withoutQueue, PURCHASES);
    const answers = await Promise.all(attempts.map(({ first }) => first));
    stage.check(
      'answers of the first calls',
      [202, 202, 202],
      answers.map((answer) => answer?.status),
    );
    await withoutQueue.kill();
    await emulator.removeFaults();

    const queue = new QueueClient(settings.AzureWebJobsStorage ?? '', 'operations');
    stage.check('messages lost', PURCHASES.length, (await queue.getProperties()).approximateMessagesCount);
    await queue.clearMessages();
    const lostAt = Date.now();

    const host = await stage.startHost();
    for (const [index, { name }] of PURCHASES.entries()) {
      const { location = '' } = answers[index] ?? {};
      const end = await untilResumed(host, location);
      stage.check(`${name}: its Location ends in`, 200, end.status);
      stage.note(
        `${name}: ${end.status} ${resultOf(end)} at its Location after ${Math.round((Date.now() - lostAt) / 1000)} s`,
      );
    }
    await expectOneEach(stage, host, { attempts, before });
  },
};

/** Runs the timer until a Location no longer answers 202. */
async function untilResumed(host: Host, location: string): Promise<Answer> {
  const giveUpAt = Date.now() + HANGS_AFTER_MS;
  for (;;) {
    const answer = await host.read(location);
    if (answer.status !== 202 || Date.now() > giveUpAt) return answer;
    await host.runTimer('resumeOperations');
    await delay(TIMER_EVERY_MS);
  }
}
