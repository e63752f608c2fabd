import { isSchedule } from './isSchedule.ts';

const EVERY_NIGHT = '0 30 2 * * *';

/**
 * When the nightly scan starts. Read apart from the other settings, since a timer needs it when it is registered: a wrong one, which
 * `readConfig` reports on every call, must not leave the app without functions.
 */
export function readScanSchedule(env: NodeJS.ProcessEnv = process.env): string {
  const given = env.SCAN_SCHEDULE ?? '';
  return isSchedule(given) ? given.trim() : EVERY_NIGHT;
}
