import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export type SignatureVerdict = 'valid' | 'invalid' | 'unsigned' | 'unknownSecret';

const PREFIX = 'whsec_';

/** The bytes of a `whsec_` secret; undefined when it is not one (24 to 64 bytes in base64). */
export function secretBytes(secret: string): Buffer | undefined {
  const encoded = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : '';
  const bytes = Buffer.from(encoded, 'base64');
  const isBase64 = bytes.toString('base64').replace(/=+$/, '') === encoded.replace(/=+$/, '');
  return isBase64 && bytes.length >= 24 && bytes.length <= 64 ? bytes : undefined;
}

function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/**
 * Judges one delivery by its `webhook-id`, `webhook-timestamp` and `webhook-signature`; of several signatures one has to fit.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function verifySignature(headers: IncomingHttpHeaders, body: Buffer, secret?: string): SignatureVerdict {
  const id = header(headers, 'webhook-id');
  const timestamp = header(headers, 'webhook-timestamp');
  const signatures = header(headers, 'webhook-signature');
  if (!signatures) return 'unsigned';
  const key = secret && secretBytes(secret);
  if (!key) return 'unknownSecret';
  if (!id || !timestamp) return 'invalid';
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
  const fits = signatures
    .split(' ')
    .filter((signature) => signature.startsWith('v1,'))
    .map((signature) => Buffer.from(signature.slice(3), 'base64'))
    .some((given) => given.length === expected.length && timingSafeEqual(given, expected));
  return fits ? 'valid' : 'invalid';
}
