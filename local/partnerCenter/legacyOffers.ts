import { SEED_OFFERS } from './seedIds.ts';

export interface LegacyOffer {
  id: string;
  name: string;
  minimumQuantity: number;
  maximumQuantity: number;
  /** Countries it is sold in; everywhere when absent. */
  countries?: string[];
  /** The offers it can be added to; set for add-ons only. */
  addOnTo?: string[];
  retired?: boolean;
  attestationRequired?: boolean;
}

const MANY = 10_000_000;

function offer(id: string, name: string, more: Partial<LegacyOffer> = {}): LegacyOffer {
  return { id, name, minimumQuantity: 1, maximumQuantity: MANY, ...more };
}

/** The licence offers of legacy commerce that the emulator sells. */
export const LEGACY_OFFERS: LegacyOffer[] = [
  offer(SEED_OFFERS.legacyBase, 'Exchange Online (Plan 1)'),
  offer(SEED_OFFERS.legacyAddOn, 'Exchange Online Archiving', { addOnTo: [SEED_OFFERS.legacyBase] }),
  offer(SEED_OFFERS.legacyOtherAddOn, 'Extra File Storage', {
    addOnTo: [SEED_OFFERS.legacyPlain],
    maximumQuantity: 100,
  }),
  offer(SEED_OFFERS.legacyPlain, 'Microsoft 365 Business Basic'),
  offer(SEED_OFFERS.legacyLimited, 'Office 365 Extra', { minimumQuantity: 5, maximumQuantity: 20 }),
  offer(SEED_OFFERS.legacyRetired, 'Office 365 E3 without Calls', { retired: true }),
  offer(SEED_OFFERS.legacyGermanyOnly, 'Microsoft 365 Germany', { countries: ['DE'] }),
  offer(SEED_OFFERS.legacyAttested, 'Office 365 A1 for Faculty', { attestationRequired: true }),
];

export function findLegacyOffer(id: string): LegacyOffer | undefined {
  return LEGACY_OFFERS.find((candidate) => candidate.id.toLowerCase() === id.toLowerCase());
}
