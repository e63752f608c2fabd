import { describe, expect, it } from 'vitest';
import { eventTypeOf, stagesOf } from '../../../shared/alerting/stagesOf.ts';
import { someWebhook } from '../webhooks/someWebhook.ts';

const HOUR_IN_MS = 3_600_000;
const DAY_IN_MS = 24 * HOUR_IN_MS;
const SETTING = [72 * HOUR_IN_MS, 24 * HOUR_IN_MS, 6 * HOUR_IN_MS];

describe('the stages of a webhook', () => {
  it('are those it names, or else what the app is set to', () => {
    const own = [HOUR_IN_MS];
    expect(stagesOf(someWebhook({ stagesInMs: own }), 'subscription.cutoff_approaching', SETTING)).toEqual(own);
    expect(stagesOf(someWebhook(), 'subscription.cutoff_approaching', SETTING)).toEqual(SETTING);
  });

  it('are 30 days, 7 days and a day before a paid extension, whatever it names', () => {
    for (const webhook of [someWebhook(), someWebhook({ stagesInMs: [HOUR_IN_MS] })]) {
      expect(stagesOf(webhook, 'subscription.extended_term_risk', SETTING)).toEqual([
        30 * DAY_IN_MS,
        7 * DAY_IN_MS,
        DAY_IN_MS,
      ]);
    }
  });
});

it.each([
  ['cancel', 'subscription.cutoff_approaching'],
  ['seats', 'subscription.cutoff_approaching'],
  ['extendedTerm', 'subscription.extended_term_risk'],
] as const)('a deadline of kind %s is told as %s', (kind, type) => {
  expect(eventTypeOf({ kind })).toBe(type);
});
