import type { NoticeEvent } from '../../../../shared/alerts/cards/noticeCard.ts';
import type { OperationAlert } from '../../../../shared/schemas/alertEvents.ts';

const OPERATION: OperationAlert = {
  operationId: 'q_7Xc0-VdT2aLk3mN_8wRb5yE6uHj9Zs1PfGiQoKtYlJxC_4vAeMnBo',
  operation: 'createOrder',
  customerId: '10000042-5c1e-4f0a-9d2b-000000332598',
  state: 'succeeded',
  startedAt: '2026-09-30T07:10:02.120Z',
  endedAt: '2026-09-30T07:10:31.900Z',
  status: 201,
  orderId: 'a1b2c3d4e5f6',
  idempotencyKey: 'shop-2026-4711',
};

export const someNotices = {
  overdue: {
    type: 'scan.overdue',
    data: { lastScanId: 'scan-20260928-0300', lastEndedAt: '2026-09-28T03:41:12.345Z', hours: 51 },
  },
  completed: { type: 'operation.completed', data: OPERATION },
  attention: {
    type: 'operation.needs_attention',
    data: {
      ...OPERATION,
      state: 'needsAttention',
      status: 504,
      code: 'OutcomeUnknown',
      message: 'Partner Center did not say whether the order was placed; no order was found that fits.',
    },
  },
  credential: {
    type: 'credential.expiring',
    data: {
      credential: 'refreshToken',
      name: 'partner-center-refresh-token',
      endsAt: '2026-10-12T09:00:00.000Z',
      daysLeft: 12,
      message: 'Sign in again as the service account and store the new refresh token.',
    },
  },
  test: {
    type: 'webhook.test',
    data: { webhookId: 'wh-operations', message: 'This is a test: nothing has to be done.' },
  },
} satisfies Record<string, NoticeEvent>;
