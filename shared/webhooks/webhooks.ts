import { createHash, randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Sealer } from '../credentials/sealer.ts';
import { AppError } from '../errors.ts';
import { compact } from '../schemas/compact.ts';
import type { CreateWebhookRequest } from '../schemas/createWebhook.ts';
import { filter } from '../storage/filter.ts';
import type { Table, TableAction } from '../storage/tables.ts';
import {
  sameRowKey,
  toWebhookEntity,
  toWebhookRecord,
  webhookRowKey,
  WEBHOOKS,
  type WebhookRecord,
} from './webhookRecord.ts';

export interface WebhooksOptions {
  table: Table;
  sealer: Sealer;
  now?: () => number;
}

/** What a webhook is asked for, its callback checked. */
export interface WebhookRequest extends Omit<CreateWebhookRequest['body'], 'callback'> {
  callback: URL;
  callerKeyHash?: string | undefined;
}

/** A webhook, and what its deliveries need to know. */
export interface OpenedWebhook {
  record: WebhookRecord;
  callback: URL;
  /** The secrets to sign with, the present one first. */
  secrets: string[];
}

/** How long a secret that was replaced still signs, so that a receiver can change over. Milliseconds. */
const FORMER_SECRET_LASTS_MS = 24 * 3_600_000;

/** How often two calls may meet at the same webhook before one gives up. */
const MOST_ROUNDS = 20;

const SECRET_BYTES = 32;

const newSecret = (): string => `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;

/** Equal for the same callback and filter, in whatever order its members are given. */
function sameHashOf({ callback, filter: wanted = {} }: WebhookRequest): string {
  const parts = Object.entries(wanted).map(([name, value]) => [
    name,
    Array.isArray(value) ? [...new Set(value)].toSorted() : value,
  ]);
  const text = JSON.stringify([callback.href, parts.toSorted()]);
  return createHash('sha256').update(text).digest('base64url');
}

function isSame({ updatedAt: _, ...one }: WebhookRecord, { updatedAt: __, ...other }: WebhookRecord): boolean {
  return isDeepStrictEqual(one, other);
}

/** Who hears of what. Callbacks and secrets are kept encrypted. */
export function createWebhooks({ table, sealer, now = Date.now }: WebhooksOptions) {
  const read = async (webhookId: string): Promise<{ record: WebhookRecord; etag: string } | undefined> => {
    const row = await table.get(WEBHOOKS, webhookRowKey(webhookId));
    return row && { record: toWebhookRecord(row), etag: row.etag };
  };

  const seal = (text: string, webhookId: string, member: 'callback' | 'secret') =>
    sealer.seal(text, `${webhookId}/${member}`);

  const make = async (
    request: WebhookRequest,
    sameHash: string,
  ): Promise<{ record: WebhookRecord; secret: string }> => {
    const webhookId = randomBytes(16).toString('base64url');
    const secret = request.secret ?? newSecret();
    const at = new Date(now()).toISOString();
    const record: WebhookRecord = compact({
      webhookId,
      name: request.name,
      callback: await seal(request.callback.href, webhookId, 'callback'),
      origin: request.callback.origin,
      secret: await seal(secret, webhookId, 'secret'),
      format: request.format ?? 'standard',
      events: request.events,
      stagesInMs: request.stages,
      filter: request.filter ?? {},
      state: 'active' as const,
      createdAt: at,
      updatedAt: at,
      tokenVersion: await sealer.version(),
      callerKeyHash: request.callerKeyHash,
      sameHash,
    });
    return { record, secret };
  };

  /** The secret where another one is asked for, beside the one before it. */
  const changedSecret = async (before: WebhookRecord, secret: string | undefined): Promise<Partial<WebhookRecord>> => {
    const { webhookId } = before;
    if (secret === undefined || (await sealer.open(before.secret, `${webhookId}/secret`)) === secret) return {};
    return {
      secret: await seal(secret, webhookId, 'secret'),
      formerSecret: before.secret,
      formerSecretUntil: new Date(now() + FORMER_SECRET_LASTS_MS).toISOString(),
    };
  };

  const update = async (before: WebhookRecord, request: WebhookRequest): Promise<WebhookRecord> => {
    const { disabledReason: _, ...rest } = before;
    return {
      ...rest,
      ...compact({
        name: request.name ?? before.name,
        stagesInMs: request.stages ?? before.stagesInMs,
      }),
      ...(await changedSecret(before, request.secret)),
      format: request.format ?? before.format,
      events: [...new Set([...before.events, ...request.events])].toSorted(),
      state: 'active',
      updatedAt: new Date(now()).toISOString(),
    };
  };

  return {
    /**
     * Makes a webhook. One that was made for the same callback and filter hears of these events too, and otherwise does as is asked for
     * now; what is not asked for stays.
     * @returns the secret where one was made.
     */
    async register(request: WebhookRequest): Promise<{ record: WebhookRecord; isNew: boolean; secret?: string }> {
      const sameHash = sameHashOf(request);
      for (let round = 1; round <= MOST_ROUNDS; round += 1) {
        const same = await table.get(WEBHOOKS, sameRowKey(sameHash));
        if (!same) {
          const { record, secret } = await make(request, sameHash);
          const actions: TableAction[] = [
            { kind: 'insert', entity: toWebhookEntity(record) },
            {
              kind: 'insert',
              entity: { partitionKey: WEBHOOKS, rowKey: sameRowKey(sameHash), webhookId: record.webhookId },
            },
          ];
          if (!(await table.transact(actions)).done) continue;
          return { record, isNew: true, ...(request.secret === undefined && { secret }) };
        }
        const found = await read(String(same.webhookId)).catch(() => undefined);
        if (!found) {
          await table.remove(WEBHOOKS, same.rowKey, same.etag);
          continue;
        }
        const record = await update(found.record, request);
        if (isSame(record, found.record)) return { record: found.record, isNew: false };
        if (await table.replace(toWebhookEntity(record), found.etag)) return { record, isNew: false };
      }
      throw new AppError('ChangedMeanwhile', 'Other calls keep changing the same webhook. Repeat the call.');
    },

    read: async (webhookId: string): Promise<WebhookRecord | undefined> => (await read(webhookId))?.record,

    /** All webhooks, the oldest first; `unreadable` counts rows that this version of the app cannot read. */
    async list(): Promise<{ records: WebhookRecord[]; unreadable: number }> {
      const records: WebhookRecord[] = [];
      let unreadable = 0;
      const all = filter`PartitionKey eq ${WEBHOOKS} and RowKey ge ${webhookRowKey('')} and RowKey lt ${'id`'}`;
      for await (const row of table.query({ filter: all })) {
        try {
          records.push(toWebhookRecord(row));
        } catch {
          unreadable += 1;
        }
      }
      records.sort((one, other) => one.createdAt.localeCompare(other.createdAt));
      return { records, unreadable };
    },

    /** Where to, and signed with what. */
    async open(record: WebhookRecord): Promise<OpenedWebhook> {
      const { webhookId, callback, secret, formerSecret, formerSecretUntil } = record;
      const context = `${webhookId}/secret`;
      const isFormerGood = formerSecret !== undefined && Date.parse(formerSecretUntil ?? '') > now();
      return {
        record,
        callback: new URL(await sealer.open(callback, `${webhookId}/callback`)),
        secrets: [
          await sealer.open(secret, context),
          ...(isFormerGood ? [await sealer.open(formerSecret, context)] : []),
        ],
      };
    },

    /** What the address that deletes a webhook carries. */
    tokenOf: ({ webhookId, tokenVersion }: WebhookRecord): Promise<string> => sealer.token(webhookId, tokenVersion),

    /** Sends nothing more to a webhook until it is asked for again. */
    async disable(webhookId: string, reason: string): Promise<void> {
      const found = await read(webhookId);
      if (!found || found.record.state === 'disabled') return;
      const updatedAt = new Date(now()).toISOString();
      const disabled: WebhookRecord = { ...found.record, state: 'disabled', disabledReason: reason, updatedAt };
      await table.replace(toWebhookEntity(disabled), found.etag);
    },

    async remove({ webhookId, sameHash }: WebhookRecord): Promise<void> {
      await table.remove(WEBHOOKS, webhookRowKey(webhookId), '*');
      const same = await table.get(WEBHOOKS, sameRowKey(sameHash));
      if (same?.webhookId === webhookId) await table.remove(WEBHOOKS, same.rowKey, same.etag);
    },
  };
}

export type Webhooks = ReturnType<typeof createWebhooks>;
