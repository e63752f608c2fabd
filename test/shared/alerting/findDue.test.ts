import { describe, expect, it } from 'vitest';
import { findDue, type Circumstances, type Hearer } from '../../../shared/alerting/findDue.ts';
import { acknowledgementKey } from '../../../shared/deadlines/acknowledgements.ts';
import type { Acknowledgement } from '../../../shared/schemas/acknowledgeDeadline.ts';
import type { Deadline } from '../../../shared/schemas/deadline.ts';
import { alertRowKey } from '../../../shared/webhooks/ledger.ts';
import type { WebhookRecord } from '../../../shared/webhooks/webhookRecord.ts';
import { hoursFromNow, NOW, someDeadline } from '../alerts/someDeadline.ts';
import { someWebhook } from '../webhooks/someWebhook.ts';

const HOUR_IN_MS = 3_600_000;
const SETTING = [72 * HOUR_IN_MS, 24 * HOUR_IN_MS, 6 * HOUR_IN_MS];

function keyOf(deadline: Deadline, hours: number, kind: string = deadline.kind) {
  return alertRowKey({ ...deadline, kind, stageInMs: hours * HOUR_IN_MS });
}

interface Asked {
  webhook?: Partial<WebhookRecord>;
  sent?: string[];
  silenced?: [Pick<Deadline, 'subscriptionId' | 'kind'>, Acknowledgement][];
  now?: Date;
}

/** Stage and type of what is due, the setting being 72, 24 and 6 hours. */
function dueOf(deadline: Deadline, { webhook = {}, sent = [], silenced = [], now = NOW }: Asked = {}) {
  const hearer: Hearer = { webhook: someWebhook(webhook), sent: new Set(sent) };
  const circumstances: Circumstances = {
    silenced: new Map(silenced.map(([about, acknowledgement]) => [acknowledgementKey(about), acknowledgement])),
    setting: SETTING,
    now,
  };
  const due = findDue(hearer, deadline, circumstances);
  if (due) expect(due.deadline).toBe(deadline);
  return due && `${due.stageInMs / HOUR_IN_MS}h ${due.type}`;
}

const inHours = (hours: number, changes: Partial<Deadline> = {}) =>
  someDeadline(0, { cutoff: hoursFromNow(hours), ...changes });

describe('of a cutoff is due', () => {
  it.each([
    [73, undefined],
    [72, '72h subscription.cutoff_approaching'],
    [24, '24h subscription.cutoff_approaching'],
    [0.1, '6h subscription.cutoff_approaching'],
    [0, undefined],
    [-1, undefined],
  ])('%d hours before it: %s', (hours, due) => {
    expect(dueOf(inHours(hours))).toBe(due);
  });

  it('the stage that the webhook names', () => {
    expect(dueOf(inHours(48), { webhook: { stagesInMs: [240 * HOUR_IN_MS] } })).toBe(
      '240h subscription.cutoff_approaching',
    );
  });

  it('nothing that was sent, until the next stage begins', () => {
    const deadline = inHours(60);
    const sent = [keyOf(deadline, 72)];
    expect(dueOf(deadline, { sent })).toBeUndefined();
    expect(dueOf(deadline, { sent, now: new Date(hoursFromNow(36)) })).toBe('24h subscription.cutoff_approaching');
  });

  it('nothing that was sent when the same cutoff was written otherwise', () => {
    const midnight = someDeadline(0, { cutoff: '2026-11-30T00:00:00.000Z' });
    for (const time of ['23:59:00.000', '23:59:59.000', '23:59:59.999']) {
      const sent = [keyOf(someDeadline(0, { cutoff: `2026-11-29T${time}Z` }), 72)];
      expect(dueOf(midnight, { sent })).toBeUndefined();
    }
  });

  it('no earlier stage, though only a later one was sent', () => {
    const deadline = inHours(5);
    expect(dueOf(deadline, { sent: [keyOf(deadline, 6)] })).toBeUndefined();
  });

  it('what was sent of another subscription only', () => {
    expect(dueOf(inHours(60), { sent: [keyOf(someDeadline(1, { cutoff: hoursFromNow(60) }), 72)] })).toBe(
      '72h subscription.cutoff_approaching',
    );
  });

  it('nothing to a webhook that does not hear of it', () => {
    expect(
      dueOf(inHours(5), { webhook: { events: ['subscription.extended_term_risk', 'scan.completed'] } }),
    ).toBeUndefined();
    expect(dueOf(inHours(5), { webhook: { filter: { minQuantity: 1_000 } } })).toBeUndefined();
    expect(dueOf(inHours(5, { termDuration: 'P1M' }))).toBeUndefined();
  });
});

describe('of a paid extension is due', () => {
  const inDays = (days: number) =>
    inHours(days * 24, { kind: 'extendedTerm', basis: 'commitmentEndDateTime', refund: 'none' });

  it.each([
    [31, undefined],
    [30, '720h subscription.extended_term_risk'],
    [7, '168h subscription.extended_term_risk'],
    [1, '24h subscription.extended_term_risk'],
    [0, undefined],
  ])('%d days before it: %s', (days, due) => {
    expect(dueOf(inDays(days), { webhook: { stagesInMs: [HOUR_IN_MS] } })).toBe(due);
  });

  it('what was sent of a cutoff at the same instant only', () => {
    const deadline = inDays(1);
    expect(dueOf(deadline, { sent: [keyOf(deadline, 24, 'cancel')] })).toBe('24h subscription.extended_term_risk');
    expect(dueOf(deadline, { sent: [keyOf(deadline, 24)] })).toBeUndefined();
  });

  it('nothing to a webhook that hears of cutoffs alone', () => {
    expect(dueOf(inDays(1), { webhook: { events: ['subscription.cutoff_approaching'] } })).toBeUndefined();
  });
});

describe('what somebody said to know of', () => {
  const deadline = inHours(60);
  const through = deadline.cutoff;
  const at = hoursFromNow(-1);

  it('is not due, whatever its stage', () => {
    for (const hour of [0, 40, 57]) {
      expect(
        dueOf(deadline, { silenced: [[deadline, { through, at }]], now: new Date(hoursFromNow(hour)) }),
      ).toBeUndefined();
    }
  });

  it('is due again after the silence, with the stage of then', () => {
    const silenced: Asked['silenced'] = [[deadline, { through, at, until: hoursFromNow(40) }]];
    expect(dueOf(deadline, { silenced, now: new Date(hoursFromNow(39)) })).toBeUndefined();
    expect(dueOf(deadline, { silenced, now: new Date(hoursFromNow(40)) })).toBe('24h subscription.cutoff_approaching');
  });

  it('is one kind of one subscription', () => {
    const due = '72h subscription.cutoff_approaching';
    expect(
      dueOf(deadline, {
        silenced: [
          [
            { ...deadline, kind: 'seats' },
            { through, at },
          ],
        ],
      }),
    ).toBe(due);
    expect(dueOf(deadline, { silenced: [[someDeadline(1), { through, at }]] })).toBe(due);
  });

  it('is not the cutoff after a renewal', () => {
    const renewed = inHours(60, { cutoff: hoursFromNow(60 + 1) });
    expect(dueOf(renewed, { silenced: [[deadline, { through, at }]] })).toBe('72h subscription.cutoff_approaching');
  });
});
