import { killScan } from '../killScan.ts';

/** More batches than one process works on at once, so that the next finds some that nobody holds. */
const CUSTOMERS = 7_500;

/** The process dies three times in the middle of a scan. */
export const killDuringScan = killScan({
  name: 'killDuringScan',
  description: `Three times the process is killed at a random moment of a scan of ${CUSTOMERS} customers. The scan ends complete; a customer is listed again only where a kill came before what was found of it was kept; the table is that of a scan that nobody disturbed.`,
  customers: CUSTOMERS,
  /** Slow enough for every kill to come while customers are looked at. */
  requestsPerMinute: 6_000,
  kills: 3,
  livesMs: [2_000, 9_000],
});
