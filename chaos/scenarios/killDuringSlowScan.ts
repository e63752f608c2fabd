import { killScan } from '../killScan.ts';

/** As many as one process begins with at once, so that each batch gets a request every few seconds only. */
const CUSTOMERS = 600;

/** The process dies in the middle of a scan at the rate that Partner Center allows. */
export const killDuringSlowScan = killScan({
  name: 'killDuringSlowScan',
  description: `The process is killed at a random moment of a scan of ${CUSTOMERS} customers at the default rate, at which a batch hears of a customer every few seconds only. The same is expected as of \`killDuringScan\`.`,
  customers: CUSTOMERS,
  requestsPerMinute: 450,
  kills: 1,
  livesMs: [20_000, 45_000],
});
