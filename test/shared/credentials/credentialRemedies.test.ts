import { expect, test } from 'vitest';
import { ENTRA_REMEDIES, remedyForRefusal } from '../../../shared/credentials/credentialRemedies.ts';

test.each([
  [401, undefined, /multi-factor authentication claim/],
  [401, '900420', /audience/],
  [401, '800001', /App management/],
  [403, '900329', /only App\+User/],
  [403, '1002', /AdminAgents/],
  [403, '900150', /AdminAgents/],
  [403, '900308', /GDAP/],
  [403, '900309', /Conditional Access/],
])('a refusal %i/%s has a remedy', (status, code, remedy) => {
  expect(remedyForRefusal({ status, code })).toMatch(remedy);
});

test.each([
  [403, undefined],
  [403, '800019'],
  [400, '900420'],
  [404, '20002'],
])('a refusal %i/%s is not about the credentials', (status, code) => {
  expect(remedyForRefusal({ status, code })).toBeUndefined();
});

test.each(['50076', '50078', '50079', '65001', '70008', '700016', '700082', '7000215', '7000222'])(
  'AADSTS%s has a remedy',
  (code) => {
    expect(ENTRA_REMEDIES[code]).toMatch(/\.$/);
  },
);
