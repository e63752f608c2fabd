import type { CallContext } from '../http/call.ts';
import { scanView } from '../scans/scanView.ts';
import type { StartScanRequest } from '../schemas/startScan.ts';
import type { Services } from '../services.ts';

/** Starts a scan and says where to see how far it has come. Of all customers one runs at a time: another call gets the one that runs. */
export async function startScan(
  { scans, config }: Services,
  { body }: StartScanRequest,
  { log }: CallContext,
): Promise<{ status: number; headers: Record<string, string>; body: object }> {
  const ids = body.customerIds ?? (body.customerId === undefined ? undefined : [body.customerId]);
  const customerIds = ids && [...new Set(ids.map((id) => id.toLowerCase()))];
  const { scan, isNew } = await scans.start({ trigger: 'call', customerIds });
  const { scanId } = scan;
  log('info', isNew ? 'scanStarted' : 'scanJoined', { scanId });
  const summaries = isNew ? [] : await scans.summaries(scan);
  return {
    status: isNew ? 201 : 200,
    headers: { Location: `${config.publicUrl ?? ''}/api/scans/${scanId}` },
    body: scanView(scan, summaries, Date.now()),
  };
}
