import { createHmac } from 'node:crypto';
import type { StorageAccount } from './storageAccount.ts';

const SIGNED_HEADERS = [
  ...['content-encoding', 'content-language', 'content-length', 'content-md5', 'content-type', 'date'],
  ...['if-modified-since', 'if-match', 'if-none-match', 'if-unmodified-since', 'range'],
];

/**
 * The Authorization header of a request to Azure Storage, shared key.
 * https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key
 */
export function signStorageRequest(
  { name, key }: StorageAccount,
  { method, url, headers }: { method: string; url: URL; headers: Record<string, string> },
): string {
  const ofStorage = Object.entries(headers)
    .filter(([header]) => header.startsWith('x-ms-'))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([header, value]) => `${header}:${value}`);
  const query = [...url.searchParams]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([parameter, value]) => `${parameter.toLowerCase()}:${value}`);
  const text = [
    method,
    ...SIGNED_HEADERS.map((header) => headers[header] ?? ''),
    ...ofStorage,
    [`/${name}${url.pathname}`, ...query].join('\n'),
  ].join('\n');
  return `SharedKey ${name}:${createHmac('sha256', Buffer.from(key, 'base64')).update(text).digest('base64')}`;
}
