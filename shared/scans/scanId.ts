import { randomBytes } from 'node:crypto';
import { countDown } from '../storage/countDown.ts';

const ID = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(\d{3})Z-[0-9a-f]{8}$/;

/** The id of a scan that starts at `now`, in epoch milliseconds: its start, and something to tell it from others. */
export function newScanId(now: number): string {
  const start = new Date(now).toISOString().replace(/[-:.]/g, '');
  return `${start}-${randomBytes(4).toString('hex')}`;
}

/** When a scan started, in epoch milliseconds; undefined for what is no scan’s id. */
export function scanStart(scanId: string): number | undefined {
  const [, year, month, day, hours, minutes, seconds, milliseconds] = ID.exec(scanId) ?? [];
  const start = Date.parse(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}.${milliseconds}Z`);
  return Number.isNaN(start) ? undefined : start;
}

/** The row key of a scan; undefined for what is no scan’s id. */
export function scanRowKey(scanId: string): string | undefined {
  const start = scanStart(scanId);
  return start === undefined ? undefined : `${countDown(start)}_${scanId}`;
}
