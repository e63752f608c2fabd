import { describe, expect, it } from 'vitest';
import { isWanted } from '../../../shared/alerts/isWanted.ts';
import type { Deadline } from '../../../shared/schemas/deadline.ts';
import { WebhookFilter } from '../../../shared/schemas/webhook.ts';
import { someDeadline } from './someDeadline.ts';

const ALFA = 'c0000000-0000-4000-8000-00000000000a';
const BRAVO = 'c0000000-0000-4000-8000-00000000000b';
const TENANT = 'b6a4f0a1-5c0e-4a70-9f0a-0c1de0000001';
const OTHER_TENANT = 'b6a4f0a1-5c0e-4a70-9f0a-0c1de0000002';

type Case = [what: string, filter: object, deadline: Partial<Deadline>, wanted: boolean];

const CASES: Case[] = [
  ['anything without a filter', {}, {}, true],
  ['a customer that is named', { customerIds: [BRAVO, ALFA] }, { customerId: ALFA }, true],
  ['a customer that is named in capitals', { customerIds: [ALFA.toUpperCase()] }, { customerId: ALFA }, true],
  ['no other customer', { customerIds: [BRAVO] }, { customerId: ALFA }, false],

  ['a reseller by its PartnerID', { resellers: ['4847383'] }, {}, true],
  ['a reseller by its tenant id', { resellers: [TENANT] }, {}, true],
  ['a reseller by its tenant id in capitals', { resellers: [TENANT.toUpperCase()] }, {}, true],
  [
    'a reseller whose tenant id is not known, by its PartnerID',
    { resellers: ['4847383'] },
    { resellerId: undefined },
    true,
  ],
  ['no reseller whose tenant id is not known, by that', { resellers: [TENANT] }, { resellerId: undefined }, false],
  ['no other reseller', { resellers: ['4847384', OTHER_TENANT] }, {}, false],
  ['no PartnerID that merely begins so', { resellers: ['484738'] }, {}, false],
  [
    'nothing without a reseller of record',
    { resellers: ['4847383'] },
    { partnerIdOnRecord: undefined, resellerId: undefined },
    false,
  ],

  ['no monthly term unless it is named', {}, { termDuration: 'P1M' }, false],
  ['no monthly term unless it is named, however it is written', {}, { termDuration: 'p1m' }, false],
  ['a monthly term that is named', { terms: ['P1M'] }, { termDuration: 'P1M' }, true],
  ['a monthly term beside others', { terms: ['P1Y', 'p1m'] }, { termDuration: 'P1M' }, true],
  ['a term that is named, however it is written', { terms: ['p3y'] }, { termDuration: 'p3y' }, true],
  ['no yearly term where others are named', { terms: ['P3Y'] }, { termDuration: 'P1Y' }, false],
  ['what has no term', {}, { termDuration: undefined }, true],
  ['nothing without a term where one is named', { terms: ['P1Y'] }, { termDuration: undefined }, false],

  ['as many as the minimum', { minQuantity: 25 }, { quantity: 25 }, true],
  ['no fewer', { minQuantity: 26 }, { quantity: 25, refundableQuantity: 100 }, false],
  ['an unknown number', { minQuantity: 26 }, { quantity: undefined }, true],
  [
    'seats by how many can be handed back',
    { minQuantity: 5 },
    { kind: 'seats', quantity: 2, refundableQuantity: 5 },
    true,
  ],
  [
    'no seats of which too few can be handed back',
    { minQuantity: 5 },
    { kind: 'seats', quantity: 100, refundableQuantity: 4 },
    false,
  ],
  [
    'seats of which nobody knows how many',
    { minQuantity: 5 },
    { kind: 'seats', quantity: 2, refundableQuantity: undefined },
    true,
  ],
  [
    'a paid extension by all licences',
    { minQuantity: 5 },
    { kind: 'extendedTerm', quantity: 5, refundableQuantity: 1 },
    true,
  ],

  [
    'what fits all that is asked',
    { customerIds: [ALFA], resellers: ['4847383'], terms: ['P1Y'], minQuantity: 25 },
    { customerId: ALFA },
    true,
  ],
  [
    'nothing that misses one of it',
    { customerIds: [ALFA], resellers: ['4847383'], terms: ['P1Y'], minQuantity: 26 },
    { customerId: ALFA },
    false,
  ],
];

describe('a webhook hears of', () => {
  it.each(CASES)('%s', (_, filter, changes, wanted) => {
    expect(isWanted(WebhookFilter.parse(filter), someDeadline(0, changes))).toBe(wanted);
  });
});
