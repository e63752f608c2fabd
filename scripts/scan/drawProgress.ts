import type { ScanView } from '../../shared/schemas/getScan.ts';
import { shortDuration } from './shortDuration.ts';
import { cutToWidth } from './textWidth.ts';

const BAR = { most: 30, least: 10 } as const;

/** What goes first where there is no room; how much of it is done stays. */
const FIRST_TO_GO = ['rate', 'throttled', 'bar', 'failed', 'customers', 'left'];

function bar(percent: number, width: number): string {
  const done = Math.round((percent / 100) * width);
  return `${'█'.repeat(done)}${'░'.repeat(width - done)}`;
}

function textsOf({ percent, customers, requestsPerMinute, throttled, remainingSeconds }: ScanView) {
  const { expected, left, failed } = customers;
  return {
    percent: `${percent.toFixed(1).padStart(5)} %`,
    customers: `${expected - left} of ${expected} customers`,
    rate: `${Math.round(requestsPerMinute)} requests/min`,
    failed: failed > 0 ? `${failed} failed` : '',
    throttled: throttled > 0 ? `${throttled} × 429` : '',
    left: remainingSeconds === undefined ? '' : `${shortDuration(remainingSeconds)} left`,
  };
}

/** How far a scan has come, on one line of at most so many cells. */
export function drawProgress(scan: ScanView, width = Infinity): string {
  if (scan.state === 'planning') {
    const text = scan.scope === 'all' ? 'Reading the list of customers …' : 'The scan is about to begin …';
    return cutToWidth(text, width);
  }
  const texts = textsOf(scan);
  for (let count = 0; count <= FIRST_TO_GO.length; count += 1) {
    const gone = FIRST_TO_GO.slice(0, count);
    const parts = Object.entries(texts).filter(([name, text]) => text !== '' && !gone.includes(name));
    const text = parts.map(([, part]) => part).join('  ');
    const room = Math.min(BAR.most, width - text.length - 1);
    if (gone.includes('bar') ? text.length <= width : room >= BAR.least) {
      return gone.includes('bar') ? text : `${bar(scan.percent, room)} ${text}`;
    }
  }
  return cutToWidth(texts.percent.trim(), width);
}
