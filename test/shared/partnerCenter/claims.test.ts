import { expect, it } from 'vitest';
import { createClaims } from '../../../shared/partnerCenter/claims.ts';

it('gives an order out once, whatever the case of its id', () => {
  const claims = createClaims();
  expect(claims.isFree('34B37D7340CC')).toBe(true);
  claims.claim('34b37d7340cc');
  expect(claims.isFree('34B37D7340CC')).toBe(false);
  expect(claims.isFree('a68736758d9c')).toBe(true);
});

it('forgets the oldest first', () => {
  const claims = createClaims();
  for (let id = 0; id <= 10_000; id += 1) claims.claim(String(id));
  expect(claims.isFree('0')).toBe(true);
  expect(claims.isFree('1')).toBe(false);
  expect(claims.isFree('10000')).toBe(false);
});
