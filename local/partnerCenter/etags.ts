import { refusal } from './partnerCenterError.ts';
import type { Kept } from './types.ts';

interface Identified {
  id: string;
}

/**
 * The ETag of a legacy resource: base64 of its lower-case id and version. Modern resources have none.
 * https://learn.microsoft.com/partner-center/developer/get-a-subscription-by-id
 */
export function etagOf({ kind, resource, version }: Kept<Identified>): string | undefined {
  if (kind !== 'legacy') return undefined;
  return Buffer.from(JSON.stringify({ id: resource.id.toLowerCase(), version })).toString('base64');
}

/**
 * Refuses a stale ETag, wherever it was sent. A header value must be in double quotes, and `*` is no ETag.
 * https://learn.microsoft.com/partner-center/developer/test-and-debug
 */
export function checkEtag(record: Kept<Identified>, ifMatch: string | undefined, bodyEtag: string | undefined): void {
  const current = etagOf(record) ?? '';
  if (ifMatch !== undefined && ifMatch !== `"${current}"`) throw refusal('etagStale');
  if (bodyEtag && bodyEtag !== current) throw refusal('etagStale');
}
