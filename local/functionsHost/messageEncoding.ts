import type { QueueSettings } from './readHostJson.ts';

type MessageEncoding = QueueSettings['messageEncoding'];

const BASE64 = /^(?:[a-z0-9+/]{4})*(?:[a-z0-9+/]{2}==|[a-z0-9+/]{3}=)?$/i;

/** The text of a queue message; undefined when it should be base64 and is not. */
export function decodeMessage(text: string, encoding: MessageEncoding): string | undefined {
  if (encoding === 'none') return text;
  const compact = text.replaceAll(/\s/g, '');
  return BASE64.test(compact) ? Buffer.from(compact, 'base64').toString('utf8') : undefined;
}

/** What is put into a queue for this text or these bytes. */
export function encodeMessage(content: string | Uint8Array, encoding: MessageEncoding): string {
  const bytes = Buffer.from(content);
  return encoding === 'none' ? bytes.toString('utf8') : bytes.toString('base64');
}
