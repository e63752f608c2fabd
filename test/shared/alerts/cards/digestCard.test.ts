import { describe, expect, it } from 'vitest';
import { digestCard } from '../../../../shared/alerts/cards/digestCard.ts';
import { teamsMessage } from '../../../../shared/alerts/cards/teamsMessage.ts';
import { ScanDigest } from '../../../../shared/schemas/alertEvents.ts';
import { cardTexts } from './cardTexts.ts';
import { NOW, someDigest } from './someAlerts.ts';

const textsFor = (digest: ScanDigest) => cardTexts(digestCard(digest, NOW));
const ENDED = 'ended {{DATE(2026-09-30T03:41:12Z, SHORT)}} {{TIME(2026-09-30T03:41:12Z)}}';

describe('digestCard', () => {
  it('is about digests as they are sent', () => {
    expect(ScanDigest.parse(someDigest(400, 30))).toEqual(someDigest(400, 30));
  });

  it('reads well where nothing is open', () => {
    expect(textsFor(someDigest(0))).toEqual([
      'Scan complete: nothing open',
      `All 1204 customers looked at · ${ENDED}`,
      'No subscription has a cutoff ahead.',
    ]);
  });

  it('counts by urgency and lists the soonest', () => {
    const texts = textsFor(someDigest(12));
    expect(texts.slice(0, 12)).toEqual([
      'Scan complete: 12 deadlines open',
      `All 1204 customers looked at · ${ENDED}`,
      ...['6', 'in 24 hours', '4', 'in 1–3 days', '2', 'in 3–7 days', '0', 'later'],
      'Less than 24 hours left',
      '24 × Microsoft 365 Business Premium',
    ]);
    expect(texts.filter((text) => / left$/.test(text))).toEqual([
      'Less than 24 hours left',
      '1 to 3 days left',
      '3 to 7 days left',
    ]);
  });

  it('says first that a scan is incomplete, and whom it missed and why', () => {
    expect(textsFor(someDigest(1, 7)).slice(0, 9)).toEqual([
      'Scan incomplete: 1 deadline open',
      'Cutoffs may be missing',
      `1197 of 1204 customers looked at · ${ENDED} · 7 failed:`,
      '**Stadtwerke Überlingen-Süd GmbH & Co. KG**: Partner Center refuses access to this customer: there is no relationship with it.',
      '**Tailspin Toys S.\u2060à r.\u2060l.**: Partner Center did not answer in time, in 5 attempts.',
      '**Litware**: Partner Center refuses access to this customer: there is no relationship with it.',
      '**Adventure Works Cycles**: Partner Center did not answer in time, in 5 attempts.',
      expect.stringMatching(/^\*\*Arbeitsgemeinschaft /),
      'and 2 more: see the scan',
    ]);
  });

  it('does not say that nothing is open where customers were missed', () => {
    const texts = textsFor({ ...someDigest(0, 3), failed: [] });
    expect(texts).toContain('No subscription of a customer that was looked at has a cutoff ahead.');
    expect(texts.join('\n')).toContain('· 3 failed');
  });

  it.each([1, 12, 400, 5000])('fits with %i open and many failed', (count) => {
    const digest = someDigest(count, 300);
    expect(Buffer.byteLength(JSON.stringify(teamsMessage(digestCard(digest, NOW))))).toBeLessThan(27_000);
  });

  it('says how many more there are, of those that did not fit and those that were not sent', () => {
    const texts = textsFor(someDigest(400));
    const listed = texts.filter((text) => /^\d+ × /.test(text)).length;
    expect(listed).toBeGreaterThan(40);
    expect(texts.at(-1)).toMatch(
      new RegExp(`^and ${400 - listed} more, the soonest in 8 days \\d+ hours: see GET deadlines$`),
    );
    expect(textsFor({ ...someDigest(3), more: 2 }).at(-1)).toBe('and 2 more: see GET deadlines');
  });
});
