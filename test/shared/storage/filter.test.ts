import { expect, test } from 'vitest';
import { filter } from '../../../shared/storage/filter.ts';

test('quotes text, and writes numbers as their rows hold them', () => {
  expect(filter`PartitionKey eq ${"o'r x eq 'y"} and open eq ${true}`).toBe(
    "PartitionKey eq 'o''r x eq ''y' and open eq true",
  );
  expect(filter`round lt ${5} and share gt ${0.5}`).toBe('round lt 5 and share gt 0.5');
  expect(filter`expiresAt lt ${1_795_198_242_639}`).toBe('expiresAt lt 1795198242639L');
});
