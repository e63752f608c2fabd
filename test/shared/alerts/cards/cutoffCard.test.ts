import { describe, expect, it } from 'vitest';
import { cutoffCard } from '../../../../shared/alerts/cards/cutoffCard.ts';
import { teamsMessage } from '../../../../shared/alerts/cards/teamsMessage.ts';
import { CutoffAlert } from '../../../../shared/schemas/alertEvents.ts';
import { cardTexts } from './cardTexts.ts';
import { NOW, someAlerts } from './someAlerts.ts';

const alertAt = (index: number, changes: Partial<CutoffAlert> = {}): CutoffAlert => ({
  ...(someAlerts(index + 1)[index] as CutoffAlert),
  ...changes,
});
const textsFor = (...alerts: CutoffAlert[]) => cardTexts(cutoffCard(alerts, NOW));
const bytesFor = (alerts: CutoffAlert[]) =>
  Buffer.byteLength(JSON.stringify(teamsMessage(cutoffCard(alerts, NOW))), 'utf8');
const cancels = (count: number) =>
  someAlerts(40)
    .filter(({ kind }) => kind === 'cancel')
    .slice(0, count);

describe('cutoffCard', () => {
  it('is about alerts as they are sent', () => {
    expect(CutoffAlert.array().parse(someAlerts(400))).toHaveLength(400);
  });

  it.each([
    [cancels(1), '1 subscription reaches its cancellation cutoff'],
    [cancels(3), '3 subscriptions reach their cancellation cutoff'],
    [[alertAt(2)], '1 subscription reaches its cutoff to hand back licences'],
    [[alertAt(2), alertAt(8)], '2 subscriptions reach their cutoff to hand back licences'],
    [[alertAt(5)], '1 subscription is about to run on in a paid extended term'],
    [[alertAt(0), alertAt(2)], '2 subscriptions reach their cutoffs'],
    [[alertAt(0), alertAt(0, { kind: 'seats' })], '1 subscription reaches a cutoff'],
  ])('is titled by count and kind', (alerts, title) => {
    expect(textsFor(...alerts)[0]).toBe(title);
  });

  it('says what, whose, how much, until when and what is refunded, in groups by urgency', () => {
    expect(textsFor(alertAt(3), alertAt(1), alertAt(0))).toEqual([
      '3 subscriptions reach their cancellation cutoff',
      'The soonest in 1 hour 21 minutes',
      'Less than 6 hours left · 2',
      '24 × Microsoft 365 Business Premium',
      'Contoso GmbH, through Alpine Ski House IT',
      '**1 hour 21 minutes** left to cancel, until {{DATE(2026-09-30T08:33:00Z, SHORT)}} {{TIME(2026-09-30T08:33:00Z)}}',
      'Full refund',
      '61 × Microsoft 365 E3',
      'Fabrikam Maschinenbau AG',
      '**3 hours 12 minutes** left to cancel, until {{DATE(2026-09-30T10:24:00Z, SHORT)}} {{TIME(2026-09-30T10:24:00Z)}}',
      'Full refund until {{DATE(2026-09-30T08:48:00Z, SHORT)}} {{TIME(2026-09-30T08:48:00Z)}}, then partial refund',
      '6 to 24 hours left · 1',
      '135 × Visio Plan 2',
      'Stadtwerke Überlingen-Süd GmbH & Co. KG, through Lucerne Cloud Services',
      '**8 hours** left to cancel, until {{DATE(2026-09-30T15:12:00Z, SHORT)}} {{TIME(2026-09-30T15:12:00Z)}}',
      'Full refund',
      'Not verified: Partner Center could not be asked, so this may be over.',
    ]);
  });

  it('says what can be handed back, what is inferred, and when a paid term begins', () => {
    const text = textsFor(alertAt(2), alertAt(4), alertAt(5)).join('\n');
    expect(text).toContain('**5 hours 54 minutes** left to hand back 20 of 98 licences, until {{DATE(');
    expect(text).toContain('Inferred: no end of the cancel is stated, so this is the end of the refund.');
    expect(text).toContain('**22 hours 30 minutes** until a paid extended term begins, as auto-renew is off: {{DATE(');
  });

  it('says that a cutoff has passed', () => {
    const until = '2026-09-30T07:00:00.000Z';
    const passed = textsFor(alertAt(0, { until }), alertAt(1));
    expect(passed[1]).toBe('The soonest has passed');
    expect(passed.join('\n')).toContain('**The cutoff to cancel it has passed**');
  });

  it('gives all facts of a single one', () => {
    const texts = textsFor(alertAt(2, { verified: false }));
    expect(texts).toEqual(
      expect.arrayContaining([
        'Not verified: Partner Center could not be asked, so this may be over.',
        'Product: Microsoft 365 Copilot',
        'Customer: Northwind Traders Ltd',
        'Licences: 98',
        'Refundable: 20',
        'Refund: Partial refund',
        'Term: 3 years, billed monthly, ends {{DATE(2027-08-29T17:12:00Z, SHORT)}} {{TIME(2027-08-29T17:12:00Z)}}',
        'Subscription 30000002-5c1e-4f0a-9d2b-000000015838',
        'Order a1b2c3d4e5f61002',
      ]),
    );
  });

  it('stands without what is optional', () => {
    const { kind, basis, inferred, refund, until, secondsLeft, stage, verified } = alertAt(0);
    const bare = { kind, basis, inferred, refund, until, secondsLeft, stage, verified, term: {}, product: {} };
    const alert = { ...bare, customer: { id: 'c-1' }, subscription: { id: 's-1' } };
    const both = [...textsFor(alert), ...textsFor(alert, { ...alert, subscription: { id: 's-2' } })];
    expect(both).toEqual(
      expect.arrayContaining(['Product: s-1', 'Customer: c-1', 'Subscription s-1', 's-1', 's-2', 'c-1']),
    );
    expect(both.join('\n')).not.toMatch(/undefined|null|NaN/);
  });

  it('shows ids and the call that cancels as they are, the call only where a cancel is what is due', () => {
    const cancel = { method: 'POST' as const, url: 'https://host/api/customers/a_b_c/cancel' };
    const subscription = { id: 's', orderId: '_OZXnD72_fZ8-nJTX_' };
    const texts = textsFor(alertAt(0, { cancel, subscription }));
    expect(texts).toContain('To cancel it, with a function key: POST https://host/api/customers/a_b_c/cancel');
    expect(texts).toContain('Order _OZXnD72_fZ8-nJTX_');
    expect(textsFor(alertAt(2, { cancel })).join('\n')).not.toContain('POST');
  });

  it.each([1, 12, 47, 60, 400, 5000])('fits into a message with %i subscriptions', (count) => {
    expect(bytesFor(someAlerts(count))).toBeLessThan(27_000);
  });

  it('fits whatever the names are', () => {
    for (const name of [
      '字'.repeat(3000),
      '"\\'.repeat(3000),
      '@'.repeat(3000),
      '*'.repeat(3000),
      'a\u0301'.repeat(3000),
    ]) {
      const named = someAlerts(400).map((alert) => ({ ...alert, customer: { id: 'c', name }, product: { name } }));
      expect(bytesFor(named)).toBeLessThan(27_000);
      expect(bytesFor(named)).toBeGreaterThan(25_500);
      expect(bytesFor(named.slice(0, 1))).toBeLessThan(27_000);
    }
  });

  it('lists the soonest as far as they fit, each whole, and says how many more there are', () => {
    const alerts = someAlerts(400);
    const texts = textsFor(...alerts.toReversed());
    const names = texts.flatMap((text, index) => (/^\d+ × /.test(text) ? [[text, texts[index + 1]]] : []));
    expect(names.length).toBeGreaterThan(40);
    expect(names.map(([what]) => Number(what?.split(' ')[0]))).toEqual(
      alerts.slice(0, names.length).map(({ quantity }) => quantity),
    );
    expect(texts.at(-1)).toBe(`and ${400 - names.length} more, the soonest in 8 days 10 hours: see GET deadlines`);
    expect(texts).toContain(`More than 3 days left · ${names.length - 10} of 390`);
  });
});
