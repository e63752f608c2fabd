import { DAY_IN_MS, HOUR_IN_MS } from '../dates.ts';
import { guidFrom, hexFrom } from '../ids.ts';
import { SEED_OFFERS, SEED_RESELLERS } from '../seedIds.ts';
import type { CustomerRecord } from '../types.ts';
import { buy } from './buy.ts';
import { newCustomer } from './newCustomer.ts';

/** How long ago generated subscriptions were bought: windows open, closing and closed. */
const AGES_IN_MS = [DAY_IN_MS, 7 * DAY_IN_MS - 6 * HOUR_IN_MS, 20 * DAY_IN_MS, 200 * DAY_IN_MS, 3 * DAY_IN_MS];
const YEAR_IN_DAYS = 365;
const RESELLERS = [SEED_RESELLERS.main, SEED_RESELLERS.second];

export interface Generated {
  customers: number;
  subscriptionsPerCustomer: number;
  /** `windows`: most of them inside their windows; `year`: bought throughout a year, so that some two in a hundred are. */
  bought: 'windows' | 'year';
  /** Number of customers generated before, so that ids go on. */
  from: number;
}

function ageInMs({ bought }: Generated, number: number, index: number): number {
  if (bought === 'windows') return AGES_IN_MS[(number + index) % AGES_IN_MS.length] ?? DAY_IN_MS;
  const fraction = (Math.imul(number * 50 + index + 1, 0x9e3779b1) >>> 0) / 2 ** 32;
  return fraction * YEAR_IN_DAYS * DAY_IN_MS;
}

/** Makes customers with yearly new-commerce subscriptions; the same numbers give the same ids. */
export function generateCustomers(generated: Generated, now: number): CustomerRecord[] {
  const { customers, subscriptionsPerCustomer, from } = generated;
  return Array.from({ length: customers }, (_, offset) => {
    const number = from + offset + 1;
    const reseller = RESELLERS[number % RESELLERS.length] ?? SEED_RESELLERS.main;
    const customer = newCustomer(guidFrom(`customer/${number}`), `Generated ${number}`, {
      resellerIds: [reseller.tenantId],
    });
    for (let index = 0; index < subscriptionsPerCustomer; index += 1) {
      const name = `${number}/${index}`;
      buy(customer, hexFrom(`order/${name}`, 12), now - ageInMs(generated, number, index), [
        {
          offer: SEED_OFFERS.newCommercePlain,
          quantity: 1 + (index % 20),
          subscriptionId: guidFrom(`subscription/${name}`),
          partnerIdOnRecord: reseller.mpnId,
          termDuration: 'P1Y',
          billingCycle: 'annual',
        },
      ]);
    }
    return customer;
  });
}
