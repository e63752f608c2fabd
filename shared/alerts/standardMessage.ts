import type { AlertEvent, ScanDigest } from '../schemas/alertEvents.ts';

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#payload-size */
const LIMIT_IN_BYTES = 20_000;

/** The digest without its last deadlines, which are counted instead. */
function shortened(digest: ScanDigest, deadlines: number): ScanDigest {
  const left = digest.deadlines.slice(0, deadlines);
  return { ...digest, deadlines: left, more: digest.more + digest.deadlines.length - left.length };
}

/**
 * The body of a Standard Webhooks message; `timestamp` says when the event was raised, whenever it is delivered. A digest names as many
 * deadlines as fit into 20 kB.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#payload-structure
 */
export function standardMessage({ type, data }: AlertEvent, timestamp: string): string {
  let body = JSON.stringify({ type, timestamp, data });
  if (type !== 'scan.completed') return body;
  for (let count = data.deadlines.length - 1; count >= 0 && Buffer.byteLength(body) > LIMIT_IN_BYTES; count -= 1) {
    body = JSON.stringify({ type, timestamp, data: shortened(data, count) });
  }
  return body;
}
