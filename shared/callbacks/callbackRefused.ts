export type RefusalReason = 'notHttps' | 'notAllowed' | 'privateAddress' | 'notResolved';

/** One for both: which names a private DNS knows is nobody’s affair. */
const NOT_PUBLIC =
  'The callback’s host was not found, or does not lead to the public internet: check its name, register one that does, or add its host:port to ALERT_ALLOWED_HOSTS.';

const MESSAGES: Record<RefusalReason, string> = {
  notHttps: 'The callback is not an https address: register one that is.',
  notAllowed: 'The callback’s host is not allowed: register one of ALERT_ALLOWED_HOSTS, or add its host:port there.',
  privateAddress: NOT_PUBLIC,
  notResolved: NOT_PUBLIC,
};

/** Thrown where a callback is not sent to; its message holds neither the callback nor what its host resolved to. */
export class CallbackRefused extends Error {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason) {
    super(MESSAGES[reason]);
    this.name = 'CallbackRefused';
    this.reason = reason;
  }
}
