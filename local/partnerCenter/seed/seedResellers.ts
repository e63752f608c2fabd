import { SEED_RESELLERS } from '../seedIds.ts';
import type { Reseller } from '../types.ts';

/** The indirect resellers of the seeded provider; one is inactive and has signed nothing. */
export function seedResellers(): Reseller[] {
  return [
    { ...SEED_RESELLERS.main, state: 'Active', location: 'US', hasAgreement: true },
    { ...SEED_RESELLERS.second, state: 'Active', location: 'DE', hasAgreement: true },
    { ...SEED_RESELLERS.inactive, state: 'Inactive', location: 'US', hasAgreement: false },
  ];
}
