import { describe, expect, it } from 'vitest';
import type { BatchRecord } from '../../../shared/scans/batchRecord.ts';
import { giveUp, strike } from '../../../shared/scans/giveUp.ts';
import { batchOf } from './startScans.ts';

const REASON = 'Its process ended 8 times.';

function given(members: Partial<BatchRecord>): Partial<BatchRecord> {
  const batch = batchOf({ scanId: 'scan', holder: '', leaseUntil: 0, attempts: 1 }, 0, 4);
  return giveUp({ ...batch, ...members }, REASON);
}

it('fails by name who is left, and nobody else', () => {
  const skipped = { index: 3, customerId: 'customer-0-3', code: 'NotReseller', message: 'Advisor.', tries: 0 };
  const customers = [{ id: 'one' }, { id: 'two', name: 'Two' }, { id: 'three' }, { id: 'customer-0-3' }];
  expect(given({ customers, progress: 's..k', notable: [skipped] })).toEqual({
    state: 'finished',
    progress: 'sffk',
    notable: [
      skipped,
      { index: 1, customerId: 'two', customerName: 'Two', code: 'Unfinished', message: REASON, tries: 0 },
      { index: 2, customerId: 'three', code: 'Unfinished', message: REASON, tries: 0 },
    ],
  });
});

it('says what stood in the way last', () => {
  const problem = { code: 'CredentialProblem', message: 'The secret is wrong.' };
  const [entry] = given({ progress: 'sss.', problem }).notable ?? [];
  expect(entry).toMatchObject({ code: 'CredentialProblem', message: `${REASON} The secret is wrong.` });
});

it('keeps how often a customer was tried, and who failed before as it was', () => {
  const entry = { customerId: 'x', code: 'PartnerCenterUnavailable', message: 'Down.' };
  const failed = { ...entry, index: 0, tries: 4 };
  const { notable, progress } = given({ progress: 'f.ss', notable: [failed, { ...entry, index: 1, tries: 2 }] });
  expect(progress).toBe('ffss');
  expect(notable).toEqual([failed, expect.objectContaining({ index: 1, code: 'Unfinished', tries: 2 })]);
});

it('changes nobody where nobody is left', () => {
  expect(given({ progress: 'ssss' })).toEqual({ state: 'finished', progress: 'ssss', notable: [] });
});

describe('a process that ended while it looked at one customer alone', () => {
  const batch = batchOf({ scanId: 'scan', holder: '', leaseUntil: 0, attempts: 1 }, 0, 3);

  it('is a strike against that one, and nothing more the first two times', () => {
    const first = strike({ ...batch, trying: 1 }, 1, REASON);
    expect(first).toEqual({ trying: undefined, suspect: 1, strikes: 1 });
    expect(strike({ ...batch, ...first, trying: 1 }, 1, REASON)).toEqual({ trying: undefined, suspect: 1, strikes: 2 });
  });

  it('counts anew with another customer', () => {
    expect(strike({ ...batch, suspect: 1, strikes: 2 }, 2, REASON)).toMatchObject({ suspect: 2, strikes: 1 });
  });

  it('fails that one the third time in a row, and none of the others', () => {
    expect(strike({ ...batch, suspect: 1, strikes: 2 }, 1, REASON)).toMatchObject({
      progress: '.f.',
      notable: [{ index: 1, customerId: 'customer-0-1', code: 'Unfinished', message: REASON, tries: 0 }],
    });
  });

  it('fails nobody who had been kept as seen', () => {
    const seen = { ...batch, progress: 's..', suspect: 0, strikes: 2 };
    expect(strike(seen, 0, REASON)).toMatchObject({ progress: 's..', notable: [] });
  });
});
