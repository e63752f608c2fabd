import { stageDue } from '../alerts/stageDue.ts';
import { forEach } from '../alerting/forEach.ts';
import { hearersOf, publish } from '../alerting/publish.ts';
import type { CredentialEnd } from '../credentials/credentialEnds.ts';
import type { CallContext } from '../http/call.ts';
import type { CredentialAlert } from '../schemas/alertEvents.ts';
import type { Services } from '../services.ts';

const DAY_IN_MS = 86_400_000;

/** How long before its end a credential is alerted of. Milliseconds. */
const STAGES_MS = [30 * DAY_IN_MS, 7 * DAY_IN_MS, DAY_IN_MS];

const REMEDIES: Record<CredentialEnd['credential'], string> = {
  refreshToken:
    'It has not been renewed for weeks, so the weekly timer refreshPartnerCenterToken fails: see its log and GET doctor. Or sign in again and store a new one.',
  clientSecret: 'Make a new client secret in the app registration and store its value in Key Vault under this name.',
  certificate: 'Make a new certificate, add it to the app registration, and store it in Key Vault under this name.',
};

function alertOf({ credential, name, endsAt }: CredentialEnd, now: Date): CredentialAlert {
  const daysLeft = Math.max(0, Math.floor((endsAt.getTime() - now.getTime()) / DAY_IN_MS));
  return { credential, name, endsAt: endsAt.toISOString(), daysLeft, message: REMEDIES[credential] };
}

/** Tells webhooks of what the app signs in with that ends soon; the end of what has ended is told too. */
export async function watchCredentials(services: Services, { log }: CallContext): Promise<void> {
  const ends = await services.credentialEnds.read();
  const now = new Date();
  const { records } = await services.webhooks.list();
  const hearers = hearersOf(records, 'credential.expiring');
  for (const end of ends) {
    const isOver = end.endsAt <= now;
    const stageInMs = isOver ? 0 : stageDue(end.endsAt, STAGES_MS, now);
    if (stageInMs === undefined) continue;
    const { credential, name, version } = end;
    log('warn', 'credentialExpiring', { credential, name, endsAt: end.endsAt.toISOString() });
    const event = { type: 'credential.expiring' as const, data: alertOf(end, now) };
    await forEach(hearers, (webhook) => publish(services, webhook, event, `${name}_${version}_${stageInMs}`));
  }
}
