import { refusal } from './partnerCenterError.ts';

/** `OneTime`, `oneTime` and `one_time` all become `one_time`, the spelling of answers. */
export function snakeCase(value: string): string {
  return value
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[\s-]+/g, '_')
    .toLowerCase();
}

const BILLING_CYCLES = ['unknown', 'monthly', 'annual', 'none', 'one_time', 'triennial', 'biennial'];
const SUBSCRIPTION_STATUSES = ['none', 'active', 'suspended', 'deleted', 'expired', 'pending', 'disabled'];

function oneOf(allowed: string[], member: string, value: string): string {
  const name = snakeCase(value);
  if (!allowed.includes(name)) throw refusal('enumInvalid', `${member}: ${value}`);
  return name;
}

export function billingCycleOf(value: string): string {
  return oneOf(BILLING_CYCLES, 'billingCycle', value);
}

export function subscriptionStatusOf(value: string): string {
  return oneOf(SUBSCRIPTION_STATUSES, 'status', value);
}
