import type { IncomingMessage } from 'node:http';
import { decodePath, encodePath } from './requestPath.ts';

export interface RequestTarget {
  /** Decoded, as routes see it. */
  path: string;
  /** As functions see it: the decoded path encoded again, the query as sent. */
  url: URL;
}

const DEFAULT_PORTS: Record<string, string> = { 'http:': '80', 'https:': '443' };

function isForHost(absolute: string, host: string): boolean {
  if (!URL.canParse(absolute)) return false;
  const { protocol, host: authority } = new URL(absolute);
  return [authority, `${authority}:${DEFAULT_PORTS[protocol]}`].includes(host.toLowerCase());
}

/** Reads a request line as the genuine host's server does, or answers the status with which it refuses it. */
export function readTarget({ method, url = '/', headers }: IncomingMessage): RequestTarget | 400 | 405 {
  const base = `http://${headers.host ?? 'localhost'}`;
  if (!URL.canParse(base)) return 400;
  if (url === '*') return method === 'OPTIONS' ? { path: url, url: new URL(base) } : 405;
  const isAbsolute = /^https?:\/\//i.test(url);
  if (isAbsolute ? !isForHost(url, headers.host ?? '') : !url.startsWith('/')) return 400;
  if (/[^\x21-\x7e]/.test(url)) return 400;

  const [, encoded = '', query = ''] = /^([^?]*)(\?.*)?$/.exec(url.replace(/^https?:\/\/[^/?]*/i, '')) ?? [];
  const path = decodePath(encoded || '/');
  if (path === undefined) return 400;
  return { path, url: new URL(base + encodePath(path) + query) };
}
