import { createHash } from 'node:crypto';
import { canonicalJson } from './canonicalJson.ts';

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** Finds the record of a key: 43 characters that a table key may hold. */
export function keyHash(operation: string, key: string): string {
  return sha256(`${operation}\n${key}`);
}

/** Tells whether two values are equal, without keeping them. */
export function contentHash(value: unknown): string {
  return sha256(canonicalJson(value));
}

/** What is kept of a token: never the token itself. */
export const tokenHash = sha256;

/**
 * A name-based UUID of version 5.
 * https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-5
 */
export function uuidV5(namespace: string, name: string): string {
  const hash = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString('hex', 0, 16);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
