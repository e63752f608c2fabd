import type { CallContext } from '../http/call.ts';
import type { Services } from '../services.ts';

/** Redeems the refresh token, so that its 90 days begin again and an unused one never lapses. */
export async function refreshPartnerCenterToken({ tokens }: Services, { log }: CallContext): Promise<void> {
  log('info', 'refreshToken', { outcome: await tokens.refresh() });
}
