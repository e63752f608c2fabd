import type { TestClock } from '../testClock.ts';
import { RANDOM_IDS } from './ids.ts';
import { RateLimiter } from './rateLimiter.ts';
import { RequestLog } from './requestLog.ts';
import { RequestReplay } from './requestReplay.ts';
import { seedNewCommerce } from './seed/seedNewCommerce.ts';
import { seedOthers } from './seed/seedOthers.ts';
import { seedPlannedTermEnds } from './seed/seedPlannedTermEnds.ts';
import { seedResellers } from './seed/seedResellers.ts';
import { nowOf, type Emulator } from './state.ts';
import { SWITCH_DEFAULTS, type Switches } from './switches.ts';
import type { CustomerRecord } from './types.ts';

export interface EmulatorOptions {
  clock: TestClock;
  partnerTenantId: string;
  /** The provider's own PartnerID. */
  mpnId: string;
  environment: Switches['environment'];
}

export function addCustomers({ customers }: Emulator, added: CustomerRecord[]): void {
  for (const customer of added) customers.set(customer.id.toLowerCase(), customer);
}

/** Puts the seed in place, relative to the clock, and every switch to its default. */
export function seedEmulator(emulator: Emulator, environment: Switches['environment']): void {
  const now = nowOf(emulator);
  emulator.switches = { ...SWITCH_DEFAULTS, environment };
  emulator.rotation = 0;
  emulator.generatedCustomers = 0;
  emulator.customers.clear();
  addCustomers(emulator, [...seedNewCommerce(now), seedPlannedTermEnds(now), ...seedOthers(now)]);
  emulator.resellers = seedResellers();
  emulator.auditRecords = [];
  emulator.faults = [];
  emulator.requests.clear();
  emulator.replay.clear();
  emulator.rateLimiter.clear();
}

/** A seeded emulator without a server. */
export function createEmulator({ clock, partnerTenantId, mpnId, environment }: EmulatorOptions): Emulator {
  const emulator: Emulator = {
    clock,
    ids: RANDOM_IDS,
    partnerTenantId,
    mpnId,
    switches: { ...SWITCH_DEFAULTS, environment },
    rotation: 0,
    generatedCustomers: 0,
    customers: new Map(),
    resellers: [],
    auditRecords: [],
    faults: [],
    requests: new RequestLog(),
    replay: new RequestReplay(),
    rateLimiter: new RateLimiter(),
  };
  seedEmulator(emulator, environment);
  return emulator;
}
