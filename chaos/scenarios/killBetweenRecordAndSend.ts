import { buyAll } from '../attempts.ts';
import { countBefore, expectOneEach } from '../expectOne.ts';
import { PURCHASES } from '../purchases.ts';
import type { Scenario } from '../scenario.ts';

const ANSWERED_AFTER_MS = 10_000;

/** The process dies before the write left. */
export const killBetweenRecordAndSend: Scenario = {
  name: 'killBetweenRecordAndSend',
  description:
    'The process is killed when the operation is recorded and nothing has been bought. The repeat ends in 200; one purchase, sent once.',
  async run(stage) {
    const { emulator } = stage;
    for (const { preflight } of PURCHASES) {
      await emulator.addFault({ kind: 'slow', route: preflight, delayInMs: ANSWERED_AFTER_MS });
    }
    const before = await countBefore(stage, PURCHASES);
    const first = await stage.startHost();
    const attempts = buyAll(first, PURCHASES);
    await emulator.untilAsked(PURCHASES.map(({ preflight }) => preflight));
    await first.kill();
    const sent = await Promise.all(PURCHASES.map(async ({ write }) => (await emulator.asked(write)).length));
    stage.check('writes sent before the end of the process', [0, 0, 0], sent);
    await expectOneEach(stage, await stage.startHost(), { attempts, before, leftBehind: { failed: 1 } });
  },
};
