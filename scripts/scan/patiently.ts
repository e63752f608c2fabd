import { setTimeout as delay } from 'node:timers/promises';
import { ApiError } from './api.ts';

/** How long a look that fails is repeated, and how often: an app that is deployed anew is back by then. */
export const PATIENCE = { againAfterInMs: 2_000, giveUpAfterInMs: 120_000 } as const;

/**
 * Looks again where that may help, and says so once.
 * @throws ApiError of the last look.
 */
export async function patiently<T>(
  look: () => Promise<T>,
  say: (text: string) => void,
  { againAfterInMs, giveUpAfterInMs }: { againAfterInMs: number; giveUpAfterInMs: number } = PATIENCE,
): Promise<T> {
  const giveUpAt = performance.now() + giveUpAfterInMs;
  for (let round = 1; ; round += 1) {
    try {
      return await look();
    } catch (error) {
      if (!(error instanceof ApiError && error.mayPass) || performance.now() >= giveUpAt) throw error;
      if (round === 1) say(`Trying again for two minutes: ${error.message}`);
      await delay(againAfterInMs);
    }
  }
}
