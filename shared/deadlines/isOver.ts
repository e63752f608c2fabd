import type { Subscription } from '../schemas/subscription.ts';

const OVER = ['deleted', 'expired', 'disabled'];

/** Whether nothing of a subscription can be taken back or prolonged any more. */
export function isOver({ status = '' }: Subscription): boolean {
  return OVER.includes(status.toLowerCase());
}
