import { AppError } from '../errors.ts';
import type { CallContext } from '../http/call.ts';
import { scanView } from '../scans/scanView.ts';
import type { GetScanRequest, ScanView } from '../schemas/getScan.ts';
import type { Services } from '../services.ts';

/**
 * How far a scan has come and what it covers.
 * @throws AppError `ScanNotFound`.
 */
export async function getScan(
  { scans }: Services,
  { path: { scanId } }: GetScanRequest,
  _context: CallContext,
): Promise<ScanView> {
  const scan = scanId === 'latest' ? await scans.latest() : await scans.read(scanId);
  if (!scan) {
    const message =
      scanId === 'latest'
        ? 'There has been no scan of all customers yet. Start one with POST scans, or wait for the night.'
        : 'There is no such scan; they are kept for 90 days. Ask for latest, or start one with POST scans.';
    throw new AppError('ScanNotFound', message, { target: 'scanId' });
  }
  return scanView(scan, await scans.summaries(scan), Date.now());
}
