import { expect, it } from 'vitest';
import { noticeCard, type NoticeEvent } from '../../../../shared/alerts/cards/noticeCard.ts';
import { teamsMessage } from '../../../../shared/alerts/cards/teamsMessage.ts';
import { AlertEvent } from '../../../../shared/schemas/alertEvents.ts';
import { cardTexts } from './cardTexts.ts';
import { NOW } from './someAlerts.ts';
import { someNotices } from './someNotices.ts';

const textsFor = (event: NoticeEvent) => cardTexts(noticeCard(event, NOW));

it('is about events as they are sent', () => {
  expect(AlertEvent.array().parse(Object.values(someNotices))).toEqual(Object.values(someNotices));
});

it.each([
  [someNotices.overdue, 'No scan has ended for 51 hours'],
  [someNotices.completed, 'Create order succeeded'],
  [someNotices.attention, 'Create order needs attention'],
  [someNotices.credential, 'The refresh token expires in 12 days'],
  [someNotices.test, 'Alerts arrive here'],
])('has a title, a sentence and the facts', (event, title) => {
  const texts = textsFor(event);
  expect(texts[0]).toBe(title);
  expect(texts[1]).toMatch(/\.$/);
  expect(texts.slice(2).every((text) => /^[A-Z][\w -]*:? ./.test(text))).toBe(true);
  expect(texts.length).toBeGreaterThan(2);
  expect(texts.join('\n')).not.toMatch(/undefined|Invalid/);
});

it('says why an operation failed, and what to do about one that needs attention', () => {
  const { data } = someNotices.attention;
  const failed = textsFor({ type: 'operation.completed', data: { ...data, state: 'failed', message: 'No [way](x).' } });
  expect(failed.slice(0, 2)).toEqual(['Create order failed', 'No (way)(x).']);
  expect(textsFor(someNotices.attention)[1]).toMatch(/ Look at Partner Center whether it took effect/);
});

it('shows ids as they are', () => {
  const { data } = someNotices.completed;
  expect(textsFor(someNotices.completed)).toContain(`Operation ${data.operationId}`);
});

it('says that no scan ever ended, and that a credential has expired', () => {
  expect(textsFor({ type: 'scan.overdue', data: { hours: 1 } })).toEqual(
    expect.arrayContaining(['No scan has ended for 1 hour', 'Last scan: none has ended']),
  );
  const { data } = someNotices.credential;
  const expired = { ...data, endsAt: '2026-09-30T07:00:00Z', daysLeft: 0 };
  expect(textsFor({ type: 'credential.expiring', data: expired })[0]).toBe('The refresh token has expired');
});

it('stays small whatever is in it', () => {
  const long = '"'.repeat(50_000);
  const data = { ...someNotices.attention.data, message: long, code: long, orderId: long, operation: long };
  const message = teamsMessage(noticeCard({ type: 'operation.needs_attention', data }, NOW));
  expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThan(27_000);
});
