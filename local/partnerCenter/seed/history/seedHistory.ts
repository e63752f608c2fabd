import { AUDIT_DAYS_IN_MS } from '../../audit.ts';
import { atInstant } from '../../atInstant.ts';
import { DAY_IN_MS } from '../../dates.ts';
import { guidFrom, idsFrom } from '../../ids.ts';
import { bringUpToDate } from '../../lifecycle.ts';
import { SEED_RESELLERS } from '../../seedIds.ts';
import { nowOf, type Emulator } from '../../state.ts';
import type { CustomerRecord } from '../../types.ts';
import { newCustomer } from '../newCustomer.ts';
import type { Fate, Moment } from './life.ts';
import { newCommerceLife } from './newCommerceLife.ts';
import {
  azurePlanLife,
  legacyLife,
  legacyLifeWithAddOn,
  marketplaceLife,
  perpetualSoftwareLife,
  softwareSubscriptionLife,
} from './otherLives.ts';
import { partnerAt } from './partnerAt.ts';
import { randomFrom } from './randomFrom.ts';
import { trialLife } from './trialLife.ts';

export interface History {
  seed: number;
  customers: number;
}

type Life = (fate: Fate) => Moment[];

const LIVES: readonly (readonly [Life, number])[] = [
  [newCommerceLife, 12],
  [trialLife, 2],
  [marketplaceLife, 2],
  [softwareSubscriptionLife, 2],
  [legacyLife, 1],
  [legacyLifeWithAddOn, 1],
  [perpetualSoftwareLife, 1],
  [azurePlanLife, 1],
];
const RESELLERS = [SEED_RESELLERS.main, SEED_RESELLERS.second] as const;
const MAX_SUBSCRIPTIONS = 8;
const MINUTE_IN_MS = 60_000;

/** Lives through everything that happens to one customer up to the present, in order. */
function live(customer: CustomerRecord, moments: Moment[], past: Emulator, now: number): void {
  const happened = moments.filter(({ at }) => at <= now).sort((one, other) => one.at - other.at);
  for (const { at, act } of happened) act(partnerAt(past, customer, at));
  bringUpToDate(customer, atInstant(past, now));
}

function addCustomer(number: number, seed: number, emulator: Emulator, now: number): void {
  const random = randomFrom(`history/${seed}/${number}`);
  const { tenantId, mpnId } = RESELLERS[number % 2 === 0 ? 0 : 1];
  const customer = newCustomer(guidFrom(`history/customer/${number}`), `History ${number}`, {
    resellerIds: [tenantId],
    isHistory: true,
  });
  emulator.customers.set(customer.id, customer);
  const moments: Moment[] = [];
  let left = random.whole(0, MAX_SUBSCRIPTIONS);
  while (left > 0) {
    const life = random.pick(LIVES);
    left -= life === legacyLifeWithAddOn ? 2 : 1;
    if (left >= 0) moments.push(...life({ random, now, mpnId }));
  }
  live(customer, moments, { ...emulator, ids: idsFrom(`history/${seed}/${number}`) }, now);
}

function forgetHistory(emulator: Emulator): void {
  const { customers } = emulator;
  const gone = new Set([...customers.values()].filter(({ isHistory }) => isHistory).map(({ id }) => id));
  for (const id of gone) customers.delete(id);
  emulator.auditRecords = emulator.auditRecords.filter(({ customerId }) => !gone.has(customerId));
}

/**
 * Adds customers whose subscriptions have lived through the emulator's own rules, and takes those of an earlier history away. Within one
 * minute of the emulator's clock the same seed gives the same; another seed gives the same customers other subscriptions.
 */
export function seedHistory({ seed, customers }: History, emulator: Emulator): void {
  forgetHistory(emulator);
  const now = Math.floor(nowOf(emulator) / MINUTE_IN_MS) * MINUTE_IN_MS;
  const switches = { ...emulator.switches, sandboxQuotas: false, requireAttestation: false, provisioningLag: false };
  const past = { ...emulator, switches, faults: [], auditRecords: [...emulator.auditRecords] };
  for (let number = 1; number <= customers; number += 1) addCustomer(number, seed, past, now);
  const keptSince = new Date(now - AUDIT_DAYS_IN_MS - DAY_IN_MS).toISOString();
  emulator.auditRecords = past.auditRecords
    .filter(({ operationDate }) => operationDate >= keptSince)
    .sort((one, other) => one.operationDate.localeCompare(other.operationDate));
}
