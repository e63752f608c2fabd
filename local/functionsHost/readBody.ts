import type { IncomingMessage } from 'node:http';

/** Reads a request body whole, however it was framed; undefined when it is larger than the limit in bytes. */
export async function readBody(request: IncomingMessage, limitInBytes: number): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > limitInBytes) return undefined;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limitInBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
