import { DAY_IN_MS, instantOf, sevenDigits } from './dates.ts';
import { snakeCase } from './enums.ts';
import { renewalHeldUntil } from './faults.ts';
import { nowOf, type Emulator } from './state.ts';
import type { Switches } from './switches.ts';
import { openToTermEnd, openWindow, termEndMembers, termEndOf } from './terms.ts';
import type { CustomerRecord, JsonObject, SubscriptionRecord } from './types.ts';

interface Rules extends Pick<Switches, 'renewalInMinutes' | 'extendedServiceTerm'> {
  /** Instant before which a subscription's renewal is not completed. */
  heldUntil: (subscriptionId: string) => number;
}

/** Whether the term has ended and its renewal is still on the way; updates are refused meanwhile. */
export function isRenewing({ resource }: SubscriptionRecord, now: number): boolean {
  return resource.status === 'active' && resource.autoRenewEnabled && termEndOf(resource) <= now;
}

function setStatus(record: SubscriptionRecord, status: string, since: number): void {
  record.resource.status = status;
  record.resource.cancellationAllowedUntilDate &&= null;
  record.seatBatches = [];
  record.statusSince = since;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function nextTerm({ resource }: SubscriptionRecord): void {
  const { scheduledNextTermInstructions: scheduled } = resource;
  const product = (scheduled?.product ?? {}) as JsonObject;
  const [productId, skuId, availabilityId] = resource.offerId.split(':');
  if (skuId && scheduled?.product) {
    const parts = [
      text(product.productId) ?? productId,
      text(product.skuId) ?? skuId,
      text(product.availabilityId) ?? availabilityId,
    ];
    resource.offerId = parts.join(':');
  }
  if (typeof scheduled?.quantity === 'number') resource.quantity = scheduled.quantity;
  const duration = text(product.termDuration) ?? text(resource.renewalTermDuration);
  if (duration) resource.termDuration = duration;
  resource.billingCycle = text(product.billingCycle)?.toLowerCase() ?? resource.billingCycle;
  delete resource.scheduledNextTermInstructions;
}

/** The renewal starts at 00:00 UTC after the term; the new window opens exactly when it is completed. */
function renew(record: SubscriptionRecord, termEnd: number, completedAt: number): void {
  const { kind, resource } = record;
  nextTerm(record);
  if (resource.isTrial) {
    Object.assign(resource, { isTrial: false, termDuration: 'P1Y', billingCycle: 'monthly' });
  }
  resource.effectiveStartDate = sevenDigits(termEnd);
  Object.assign(resource, termEndMembers(kind, termEnd, resource.termDuration ?? 'P1Y'));
  openWindow(record, completedAt);
}

/** Whether the term was not to be renewed and its end was not chosen: then it is extended, at a price. */
export function wouldBeExtended({ kind, resource }: SubscriptionRecord): boolean {
  const actions = Array.isArray(resource.scheduledActions) ? (resource.scheduledActions as JsonObject[]) : [];
  const endsByChoice = actions.some(({ actionType }) => snakeCase(text(actionType) ?? '') === 'cancel');
  return kind === 'newCommerce' && !resource.isTrial && !resource.autoRenewEnabled && !endsByChoice;
}

function extend(record: SubscriptionRecord, termEnd: number): void {
  const { resource, kind } = record;
  Object.assign(resource, { termDuration: 'P1M', billingCycle: 'monthly' }, termEndMembers(kind, termEnd, 'P1M'));
  resource.effectiveStartDate = sevenDigits(termEnd);
  openToTermEnd(record);
}

/** Takes one due step and says whether it did, so that a clock moved by months takes them all in order. */
function step(record: SubscriptionRecord, now: number, rules: Rules): boolean {
  const { kind, resource, statusSince } = record;
  const termEnd = termEndOf(resource);
  const waited = (days: number): boolean => now >= statusSince + days * DAY_IN_MS;
  const move = (status: string, since: number): true => {
    setStatus(record, status, since);
    return true;
  };
  if (resource.status === 'active' && now >= termEnd) {
    if (resource.autoRenewEnabled) {
      const takes = kind === 'newCommerce' ? rules.renewalInMinutes * 60_000 : 0;
      const completedAt = Math.max(termEnd + takes, rules.heldUntil(resource.id));
      if (now < completedAt) return false;
      renew(record, termEnd, completedAt);
      return true;
    }
    if (rules.extendedServiceTerm && wouldBeExtended(record)) {
      extend(record, termEnd);
      return true;
    }
    return move('expired', termEnd);
  }
  if (resource.status === 'suspended') {
    if (kind === 'legacy') return waited(90) && move('deleted', statusSince + 90 * DAY_IN_MS);
    return now >= termEnd && move('disabled', termEnd + 30 * DAY_IN_MS);
  }
  if (resource.status === 'expired') return waited(30) && move('disabled', statusSince + 30 * DAY_IN_MS);
  if (resource.status === 'disabled') return waited(90) && move('deleted', statusSince + 90 * DAY_IN_MS);
  return false;
}

/**
 * Brings one customer's subscriptions up to the clock: renewals, ended terms, closed windows.
 * https://learn.microsoft.com/partner-center/subscription-lifecycle
 */
export function bringUpToDate({ id, subscriptions }: CustomerRecord, emulator: Emulator): void {
  const now = nowOf(emulator);
  const { renewalInMinutes, extendedServiceTerm } = emulator.switches;
  const heldUntil = (subscriptionId: string): number =>
    renewalHeldUntil(emulator.faults, `/v1/customers/${id}/subscriptions/${subscriptionId}`);
  const rules = { renewalInMinutes, extendedServiceTerm, heldUntil };
  for (const record of subscriptions.values()) {
    while (step(record, now, rules));
    const { resource } = record;
    const until = resource.cancellationAllowedUntilDate;
    if (until && instantOf(until) <= now) {
      resource.cancellationAllowedUntilDate = null;
      resource.refundOptions = null;
    }
  }
}
