import type { Queue } from '../storage/queues.ts';
import type { Table, TableAction } from '../storage/tables.ts';
import { newScanId, scanRowKey } from './scanId.ts';
import { readScanRecord, SCANS, toScanEntity, type ScanRecord } from './scanRecord.ts';

export interface ScanRequest {
  trigger: ScanRecord['trigger'];
  /** Some customers only; absent for all. */
  customerIds?: string[] | undefined;
}

/** The row that names the scan of all customers that runs now. */
const CURRENT = { partitionKey: SCANS, rowKey: 'current' };

/**
 * Starts scans. Of all customers one runs at a time: who asks for another meanwhile gets the one that runs, so that a timer that fires
 * twice asks nobody twice.
 */
export function createStart(table: Table, plans: Queue, now: () => number) {
  const running = async (): Promise<{ etag?: string; scan?: ScanRecord }> => {
    const row = await table.get(CURRENT.partitionKey, CURRENT.rowKey);
    if (!row) return {};
    const rowKey = scanRowKey(String(row.scanId));
    const scanRow = rowKey === undefined ? undefined : await table.get(SCANS, rowKey);
    const scan = scanRow && readScanRecord(scanRow);
    return { etag: row.etag, ...(scan && scan.state !== 'completed' && { scan }) };
  };

  /** Writes the scan, and names it the one that runs; false where another was faster. */
  const keep = async (scan: ScanRecord, etag: string | undefined): Promise<boolean> => {
    const current = { ...CURRENT, scanId: scan.scanId };
    const actions: TableAction[] = [{ kind: 'insert', entity: toScanEntity(scan) }];
    if (scan.scope === 'all') {
      actions.push(
        etag === undefined ? { kind: 'insert', entity: current } : { kind: 'replace', entity: current, etag },
      );
    }
    return (await table.transact(actions)).done;
  };

  return async ({ trigger, customerIds }: ScanRequest): Promise<{ scan: ScanRecord; isNew: boolean }> => {
    const startedAt = now();
    const scan: ScanRecord = {
      scanId: newScanId(startedAt),
      scope: customerIds ? 'customers' : 'all',
      trigger,
      state: 'planning',
      startedAt: new Date(startedAt).toISOString(),
      ...(customerIds && { customerIds }),
      plan: 0,
      expected: 0,
      unreadable: 0,
      requests: 0,
      throttled: 0,
      warnings: [],
      sent: false,
      holder: '',
      leaseUntil: 0,
      attempts: 0,
      dueAt: startedAt,
    };
    for (;;) {
      const { etag, scan: other } = customerIds ? {} : await running();
      if (other) return { scan: other, isNew: false };
      if (await keep(scan, etag)) break;
    }
    await plans.send({ scanId: scan.scanId });
    return { scan, isNew: true };
  };
}
