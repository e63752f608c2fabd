import { describe, expect, it } from 'vitest';
import { SCAN_SETTINGS, untilEnded, viewOf } from '../../functions/scanClient.ts';
import type { StoredRow } from '../../functions/storedRows.ts';
import { tableRows } from '../../functions/tableRows.ts';
import { startTestApp } from '../../stack.ts';

describe('an outage', () => {
  it('spends nobody’s tries, says that it lasts, and once it is over all are seen', async () => {
    const app = await startTestApp({ settings: SCAN_SETTINGS });
    try {
      const route = 'GET /v1/customers/*/subscriptions';
      await app.partnerCenter.faults({ kind: 'serverError', status: 503, route, count: 1_000_000 });
      const { scanId } = viewOf(await app.api('POST', 'scans'), 201);
      const rounds = async () => {
        const rows = (await tableRows(app, 'scans')) as StoredRow[];
        return Math.max(...rows.map((row) => Number(row.rounds ?? 0)));
      };
      await expect.poll(rounds, { timeout: 50_000 }).toBeGreaterThan(5);
      const held = viewOf(await app.api('GET', `scans/${scanId}`));
      expect(held).toMatchObject({ state: 'running', customers: { seen: 0, failed: 0 }, failed: [] });
      expect(held.problems.map(({ code }) => code)).toEqual(['PartnerCenterUnavailable']);
      await app.partnerCenter.delete('/_emulator/faults');
      const { failed, problems } = await untilEnded(app, scanId);
      expect(failed.map(({ customerName }) => customerName)).toEqual(['Former Customer']);
      expect(problems).toEqual([]);
    } finally {
      await app.close();
    }
  });
});
