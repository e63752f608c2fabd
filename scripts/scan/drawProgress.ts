import type { ScanView } from '../../shared/schemas/getScan.ts';
import { shortDuration } from './shortDuration.ts';

const WIDTH = 30;

function bar(percent: number): string {
  const done = Math.round((percent / 100) * WIDTH);
  return `${'█'.repeat(done)}${'░'.repeat(WIDTH - done)}`;
}

/** How far a scan has come, on one line. */
export function drawProgress({
  state,
  percent,
  customers,
  requestsPerMinute,
  throttled,
  remainingSeconds,
}: ScanView): string {
  if (state === 'planning') return 'Reading the list of customers …';
  const { expected, left, failed } = customers;
  return [
    `${bar(percent)} ${percent.toFixed(1).padStart(5)} %`,
    `${expected - left} of ${expected} customers`,
    `${Math.round(requestsPerMinute)} requests/min`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(throttled > 0 ? [`${throttled} × 429`] : []),
    ...(remainingSeconds !== undefined ? [`${shortDuration(remainingSeconds)} left`] : []),
  ].join('  ');
}
