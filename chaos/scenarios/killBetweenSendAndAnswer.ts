import { buyAll } from '../attempts.ts';
import { countBefore, expectOneEach } from '../expectOne.ts';
import { PURCHASES } from '../purchases.ts';
import type { Scenario } from '../scenario.ts';

const ANSWERED_AFTER_MS = 10_000;

/** The process dies after the write left. */
export const killBetweenSendAndAnswer: Scenario = {
  name: 'killBetweenSendAndAnswer',
  description:
    'The process is killed when Partner Center has the write and has not answered. The repeat ends in 200; one purchase, sent once.',
  async run(stage) {
    const { emulator } = stage;
    for (const { write } of PURCHASES) {
      await emulator.addFault({ kind: 'slow', route: write, delayInMs: ANSWERED_AFTER_MS });
    }
    const before = await countBefore(stage, PURCHASES);
    const first = await stage.startHost();
    const attempts = buyAll(first, PURCHASES);
    await emulator.untilAsked(PURCHASES.map(({ write }) => write));
    await first.kill();
    await expectOneEach(stage, await stage.startHost(), { attempts, before });
  },
};
