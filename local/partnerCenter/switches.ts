import { z } from 'zod';

/** What can be set about the emulator as a whole; every switch has a default. */
export const switchesSchema = z.strictObject({
  environment: z.enum(['sandbox', 'production']),
  /** A write with a known MS-RequestId answers what the first one answered, for 24 emulated hours. */
  requestIdReplay: z.boolean(),
  /** Requests per real minute for the partner tenant; 0 is no limit. */
  rateLimitPerMinute: z.int().min(0),
  /** Requests per real minute for one customer of the partner tenant; 0 is no limit. */
  rateLimitPerMinutePerCustomer: z.int().min(0),
  /** Every order needs partnerOnRecordAttestationAccepted. */
  requireAttestation: z.boolean(),
  /** Orders that name a reseller need an App+User token. */
  refuseAppOnlyResellerOrders: z.boolean(),
  /** Reads for which an accepted order cancel still shows `pending`; 0 cancels at once. */
  asyncCancelAfterReads: z.int().min(0),
  /** New orders are found after 15 emulated minutes only. */
  provisioningLag: z.boolean(),
  /** Minutes after 00:00 UTC that a renewal takes; until then updates answer 409 with code 800082. */
  renewalInMinutes: z.int().min(0).max(1440),
  /** New commerce without auto-renew and without a scheduled cancel goes on as a paid monthly term. */
  extendedServiceTerm: z.boolean(),
  /** What a marketplace cancel after its refund window does. */
  lateMarketplaceCancel: z.enum(['delete', 'atTermEnd', 'refuse']),
  sandboxQuotas: z.boolean(),
  /** Whether the activity log can be read: Partner Center operated by 21Vianet has none. */
  activityLog: z.boolean(),
  /** Emulated minutes after which a record shows in the activity log. */
  activityLogLagInMinutes: z.number().min(0),
  /** Largest page of customers and audit records. */
  maxPageSize: z.int().min(1),
  /** Every JSON answer begins with a byte order mark. */
  bom: z.boolean(),
  /** Milliseconds that every answer of the API waits before it is sent. */
  latencyInMs: z.int().min(0).max(600_000),
  /** Whether requests are kept to be told; without, they are only counted. */
  keepRequests: z.boolean(),
});

export type Switches = z.infer<typeof switchesSchema>;

export const SWITCH_DEFAULTS: Omit<Switches, 'environment'> = {
  requestIdReplay: true,
  rateLimitPerMinute: 500,
  rateLimitPerMinutePerCustomer: 500,
  requireAttestation: false,
  refuseAppOnlyResellerOrders: false,
  asyncCancelAfterReads: 0,
  provisioningLag: false,
  renewalInMinutes: 0,
  extendedServiceTerm: false,
  lateMarketplaceCancel: 'delete',
  sandboxQuotas: true,
  activityLog: true,
  activityLogLagInMinutes: 0,
  maxPageSize: 500,
  bom: false,
  latencyInMs: 0,
  keepRequests: true,
};
