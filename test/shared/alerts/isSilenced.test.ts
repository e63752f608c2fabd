import { describe, expect, it } from 'vitest';
import { isSilenced } from '../../../shared/alerts/isSilenced.ts';
import type { Acknowledgement } from '../../../shared/schemas/acknowledgeDeadline.ts';
import { NOW } from './someDeadline.ts';

const THROUGH = '2026-12-05T23:59:00.000Z';
const CUTOFF = new Date(THROUGH);

const said = (changes: Partial<Acknowledgement> = {}): Acknowledgement => ({
  through: THROUGH,
  at: '2026-11-27T10:00:00.000Z',
  ...changes,
});
const after = (inMs: number) => new Date(CUTOFF.getTime() + inMs);
const until = (inMs: number) => said({ until: new Date(NOW.getTime() + inMs).toISOString() });

describe('a cutoff', () => {
  it.each<[string, Acknowledgement | undefined, boolean]>([
    ['is alerted of where nobody said anything', undefined, false],
    ['is silent for good where no end was named', said(), true],
    ['is silent until the end that was named', until(1), true],
    ['is alerted of from that end on', until(0), false],
    ['is alerted of after it', until(-1), false],
  ])('%s', (_, acknowledgement, silenced) => {
    expect(isSilenced(acknowledgement, CUTOFF, NOW)).toBe(silenced);
  });

  it.each([
    ['an earlier one, such as of seats', -30 * 86_400_000, true],
    ['the same', 0, true],
    ['the same written as 23:59:59', 59_000, true],
    ['the same written as 00:00:00', 60_000, true],
    ['one that is later by more than a minute', 60_001, false],
    ['the one after a renewal', 365 * 86_400_000, false],
  ])('that was acknowledged silences %s', (_, laterInMs, silenced) => {
    expect(isSilenced(said(), after(laterInMs), NOW)).toBe(silenced);
    expect(isSilenced(until(60_000), after(laterInMs), NOW)).toBe(silenced);
  });

  it('that was acknowledged as 00:00:00 silences 23:59:00', () => {
    expect(isSilenced(said({ through: '2026-12-06T00:00:00.000Z' }), CUTOFF, NOW)).toBe(true);
  });

  it('that is later is alerted of although the silence was to last', () => {
    expect(isSilenced(until(400 * 86_400_000), after(365 * 86_400_000), NOW)).toBe(false);
  });
});
