import type { Warning } from '../schemas/answers.ts';

/** Says how many items of a list could not be read. */
export function unreadableWarning(unreadable: number): Warning[] {
  return unreadable === 0
    ? []
    : [
        {
          code: 'UnreadableItems',
          message: `${unreadable} of the items Partner Center returned cannot be read and are missing here.`,
        },
      ];
}

interface KeyedRequest {
  headers: { 'idempotency-key'?: string | undefined };
  body: { idempotencyKey?: string | undefined };
}

/** Says that a key was given and that this version does not remember keys, so that nobody relies on it. */
export function keyWarning({ headers, body }: KeyedRequest): Warning[] {
  return (headers['idempotency-key'] ?? body.idempotencyKey) === undefined
    ? []
    : [
        {
          code: 'IdempotencyKeyNotRemembered',
          message: 'This version does not remember idempotency keys: the same call sent again is carried out again.',
        },
      ];
}
