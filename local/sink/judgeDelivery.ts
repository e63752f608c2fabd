import type { IncomingHttpHeaders } from 'node:http';
import { verifySignature, type SignatureVerdict } from './verifySignature.ts';

export type TimestampVerdict = 'fresh' | 'tooOld' | 'tooNew' | 'missing';

/** How a `webhook-id` was seen before at this hook: never, with another timestamp (sent again), or with the same one. */
export type RepeatVerdict = 'none' | 'resent' | 'replayed';

export interface Delivery {
  hook: string;
  receivedAt: string;
  headers: IncomingHttpHeaders;
  /** As it came, read as UTF-8. */
  body: string;
  signature: SignatureVerdict;
  timestamp: TimestampVerdict;
  repeat: RepeatVerdict;
  answeredStatus: number;
}

const TOLERANCE_IN_SECONDS = 5 * 60;

/** Judges a `webhook-timestamp` (Unix seconds of the attempt) by this machine's clock, five minutes either way. */
export function judgeTimestamp(timestamp: string | undefined, now: Date): TimestampVerdict {
  if (!timestamp || !/^\d+$/.test(timestamp)) return 'missing';
  const ageInSeconds = now.getTime() / 1000 - Number(timestamp);
  if (ageInSeconds > TOLERANCE_IN_SECONDS) return 'tooOld';
  return ageInSeconds < -TOLERANCE_IN_SECONDS ? 'tooNew' : 'fresh';
}

function judgeRepeat(earlier: readonly Delivery[], headers: IncomingHttpHeaders): RepeatVerdict {
  const id = headers['webhook-id'];
  const same = earlier.filter((delivery) => id !== undefined && delivery.headers['webhook-id'] === id);
  if (same.length === 0) return 'none';
  return same.some((delivery) => delivery.headers['webhook-timestamp'] === headers['webhook-timestamp'])
    ? 'replayed'
    : 'resent';
}

/** Everything to know about a delivery when it arrives. */
export function judgeDelivery(
  hook: string,
  request: { headers: IncomingHttpHeaders; body: Buffer },
  context: { now: Date; secret: string | undefined; earlier: readonly Delivery[]; answeredStatus: number },
): Delivery {
  const timestamp = request.headers['webhook-timestamp'];
  return {
    hook,
    receivedAt: context.now.toISOString(),
    headers: request.headers,
    body: request.body.toString('utf8'),
    signature: verifySignature(request.headers, request.body, context.secret),
    timestamp: judgeTimestamp(typeof timestamp === 'string' ? timestamp : undefined, context.now),
    repeat: judgeRepeat(
      context.earlier.filter((delivery) => delivery.hook === hook),
      request.headers,
    ),
    answeredStatus: context.answeredStatus,
  };
}
