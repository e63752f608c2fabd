import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AdaptiveCard } from '../../shared/alerts/cards/adaptiveCard.ts';
import { cutoffCard } from '../../shared/alerts/cards/cutoffCard.ts';
import { digestCard } from '../../shared/alerts/cards/digestCard.ts';
import { noticeCard } from '../../shared/alerts/cards/noticeCard.ts';
import { plain } from '../../shared/alerts/cards/plain.ts';
import { teamsMessage } from '../../shared/alerts/cards/teamsMessage.ts';
import { NOW, someAlerts, someDigest } from '../shared/alerts/cards/someAlerts.ts';
import { someNotices } from '../shared/alerts/cards/someNotices.ts';
import { findChromium } from './findChromium.ts';
import { startCardRenderer, type CardRenderer, type DrawnCard } from './renderCard.ts';
import { someCards } from './someCards.ts';

const chromium = findChromium();
const NOT_RUN = 'No Chromium was found on this machine: how the Teams cards are drawn was not tested.';

const HOSTILE = [
  '[Contoso](https://evil.example)',
  'https://evil.example/x www.evil.example evil.com me@evil.com',
  '**Contoso** _GmbH_ <b>bold</b> <img src=x onerror=alert(1)> &lt;i&gt;',
  '{{DATE(2020-01-01T00:00:00Z, SHORT)}} {{TIME(2020-01-01T00:00:00Z)}}',
  '- one\n- two\n\n# three\n1. four',
  `${'W'.repeat(300)}`,
  `Z${'\u0351\u0352'.repeat(100)}algo`,
];

let renderer: CardRenderer | undefined;

beforeAll(async () => {
  if (chromium) renderer = await startCardRenderer(chromium);
  else console.warn(NOT_RUN);
});
afterAll(() => renderer?.close());
beforeEach(({ skip }) => {
  skip(!chromium, NOT_RUN);
});

async function drawn(card: AdaptiveCard, width: 'desktop' | 'phone'): Promise<DrawnCard> {
  if (!renderer) throw new Error(NOT_RUN);
  return renderer.renderCard(teamsMessage(card), width);
}

function expectWhole({ problems, tooWide, cut, text }: DrawnCard): void {
  expect({ problems, tooWide, cut }).toEqual({ problems: [], tooWide: [], cut: [] });
  expect(text).not.toMatch(/\{\{|undefined/);
}

describe.each(['desktop', 'phone'] as const)('on a %s', (width) => {
  it.each(Object.entries(someCards()))('%s is drawn whole', async (_, card) => {
    const seen = await drawn(card, width);
    expectWhole(seen);
    expect(seen.text).not.toContain('**');
    expect(seen.links).toEqual([]);
  });

  it.each([1, 12])('all names and times of %i subscriptions are there', async (count) => {
    const alerts = someAlerts(count);
    for (const card of [cutoffCard(alerts, NOW), digestCard(someDigest(count), NOW)]) {
      const text = (await drawn(card, width)).text.replaceAll('\u200b', '');
      for (const { product, customer, quantity } of alerts) {
        expect(text).toContain(plain(product.name ?? '', 80));
        expect(text).toContain(plain(customer.name ?? '', 80));
        expect(text).toContain(String(quantity));
      }
      expect(text).toMatch(/until \w{3}, 30 Sept? 2026 10:33/);
    }
  });

  it('the soonest of 400 are there, and how many more there are', async () => {
    for (const card of [cutoffCard(someAlerts(400), NOW), digestCard(someDigest(400), NOW)]) {
      const { text } = await drawn(card, width);
      const listed = text.match(/^\d+ × /gm)?.length ?? 0;
      expect(listed).toBeGreaterThan(40);
      expect(text).toMatch(
        new RegExp(`and ${400 - listed} more, the soonest in 8 days \\d+ hours: see GET deadlines$`),
      );
    }
  });

  it.each(HOSTILE.map((name) => [name.slice(0, 40), name]))(
    '%j as a name is text and nothing else',
    async (_, name) => {
      const named = someAlerts(2).map((alert) => ({
        ...alert,
        customer: { id: 'c', name },
        reseller: { partnerId: '1', name },
        product: { name },
        subscription: { id: alert.subscription.id, name: `${name}!`, status: name, orderId: name },
      }));
      const digest = someDigest(0, 1);
      const failed = digest.failed.map((one) => ({ ...one, customerName: name, message: name }));
      const cards = [
        cutoffCard(named, NOW),
        cutoffCard(named.slice(1), NOW),
        digestCard({ ...digest, failed, deadlines: named }, NOW),
        noticeCard({ type: 'webhook.test', data: { webhookId: name, message: name } }, NOW),
        noticeCard({ ...someNotices.attention, data: { ...someNotices.attention.data, message: name } }, NOW),
      ];
      for (const card of cards) {
        const seen = await drawn(card, width);
        expectWhole(seen);
        expect(seen.links).toEqual([]);
        expect(
          seen.tags.filter((tag) => !['DIV', 'P', 'SPAN', 'STRONG', 'TABLE', 'TBODY', 'TR', 'TD'].includes(tag)),
        ).toEqual([]);
        expect(seen.text.replaceAll('\u200b', '')).toContain(plain(name, 80).slice(0, 70));
      }
    },
  );
});
