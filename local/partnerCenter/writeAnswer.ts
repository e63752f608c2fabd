import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { ApiAnswer } from './apiCall.ts';

/** How an answer leaves: whole unless something is to go wrong on the way. */
export interface Delivery {
  /** Echoed and made headers; without them the answer comes from the gateway, which knows none. */
  ids?: { requestId: string; correlationId: string };
  reasonPhrase?: string;
  locale: string;
  date: Date;
  bom?: boolean;
  truncated?: 'body' | 'connection';
}

/**
 * Writes an answer with the headers of Partner Center.
 * https://learn.microsoft.com/partner-center/developer/headers
 */
export function writeAnswer(response: ServerResponse, { status, body, headers }: ApiAnswer, delivery: Delivery): void {
  const { ids, reasonPhrase, locale, date, bom, truncated } = delivery;
  const text = body === undefined ? '' : `${bom ? '\uFEFF' : ''}${JSON.stringify(body)}`;
  const length = Buffer.byteLength(text);
  const sent = truncated ? Buffer.from(text).subarray(0, Math.floor(length / 2)) : text;
  const all = {
    Date: date.toUTCString(),
    ...(ids && {
      'MS-RequestId': ids.requestId,
      'MS-CorrelationId': ids.correlationId,
      'MS-CV': `${randomUUID().replaceAll('-', '').slice(0, 16)}.0`,
      'MS-ServerId': '020021921',
      'X-Locale': locale,
    }),
    ...(text && { 'Content-Type': ids ? 'application/json; charset=utf-8' : 'application/json' }),
    ...(status !== 204 && { 'Content-Length': String(truncated === 'body' ? sent.length : length) }),
    ...headers,
  };
  if (reasonPhrase) response.writeHead(status, reasonPhrase, all);
  else response.writeHead(status, all);
  if (truncated === 'connection') response.write(sent, () => response.destroy());
  else response.end(sent);
}
