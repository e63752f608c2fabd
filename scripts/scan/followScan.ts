import { setTimeout as delay } from 'node:timers/promises';
import { ScanView } from '../../shared/schemas/getScan.ts';
import type { Api } from './api.ts';
import { drawProgress } from './drawProgress.ts';
import { patiently } from './patiently.ts';
import type { ProgressLine } from './progressLine.ts';

const LOOK_EVERY_MS = 500;

/**
 * Shows how far a scan has come until it has ended.
 * @throws ApiError where the app does not answer for two minutes, or refuses.
 */
export async function followScan(api: Api, started: ScanView, line: ProgressLine): Promise<ScanView> {
  const look = (): Promise<ScanView> => api.send('GET', `scans/${started.scanId}`, ScanView);
  let scan = started;
  while (scan.state !== 'completed') {
    line.show(drawProgress(scan, line.width()));
    await delay(LOOK_EVERY_MS);
    scan = await patiently(look, line.say);
  }
  line.end(drawProgress(scan, line.width()));
  return scan;
}
