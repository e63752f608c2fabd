import type { IncomingMessage } from 'node:http';

/** Whether a request announces a body above the limit in bytes. */
export function isTooLarge({ headers }: IncomingMessage, limitInBytes: number): boolean {
  return Number(headers['content-length'] ?? 0) > limitInBytes;
}

/** Whether a request has a body of unannounced length. */
export function isChunked({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined;
}

/** Reads a request body whole. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
