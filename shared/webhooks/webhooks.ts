import { createHmac, randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Sealer } from '../credentials/sealer.ts';
import { AppError } from '../errors.ts';
import type { EventType } from '../schemas/alertEvents.ts';
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
}

export interface Registered {
  record: WebhookRecord;
  isNew: boolean;
  wasDisabled: boolean;
  secret?: string;
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

/** How long it is known which events are heard, in milliseconds: every purchase asks. */
const KNOWN_FOR_MS = 30_000;

const SECRET_BYTES = 32;

/** The row, and the context, of what callbacks are hashed with. */
const SALT = 'salt';

const newSecret = (): string => `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;

/** Equal for the same callback and filter, in whatever order its members are given; nobody can guess a callback from it. */
function sameHashOf({ callback, filter: wanted = {} }: WebhookRequest, salt: string): string {
  const parts = Object.entries(wanted).map(([name, value]) => [
    name,
    Array.isArray(value) ? [...new Set(value)].toSorted() : value,
  ]);
  const text = JSON.stringify([callback.href, parts.toSorted()]);
  return createHmac('sha256', Buffer.from(salt, 'base64')).update(text).digest('base64url');
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

  /** What makes hashes of callbacks worth nothing to others: made once, and kept encrypted. */
  const salt = async (): Promise<string> => {
    const row = await table.get(WEBHOOKS, SALT);
    if (row) return sealer.open(String(row.sealed), SALT);
    const sealed = await sealer.seal(randomBytes(SECRET_BYTES).toString('base64'), SALT);
    await table.insert({ partitionKey: WEBHOOKS, rowKey: SALT, sealed });
    return salt();
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
      sameHash,
    });
    return { record, secret };
  };

  /** What was sealed, or undefined where its key is gone. */
  const opened = (sealed: string, context: string): Promise<string | undefined> =>
    sealer.open(sealed, context).catch(() => undefined);

  /** The secret where another one is asked for, beside the one before it; and a new one where that cannot be opened any more. */
  const changedSecret = async (
    before: WebhookRecord,
    asked: string | undefined,
  ): Promise<{ members: Partial<WebhookRecord>; made?: string }> => {
    const { webhookId } = before;
    const present = await opened(before.secret, `${webhookId}/secret`);
    const secret = asked ?? present ?? newSecret();
    if (secret === present) return { members: {} };
    const members: Partial<WebhookRecord> = { secret: await seal(secret, webhookId, 'secret') };
    if (present === undefined) return { members, ...(asked === undefined && { made: secret }) };
    const formerSecretUntil = new Date(now() + FORMER_SECRET_LASTS_MS).toISOString();
    return { members: { ...members, formerSecret: before.secret, formerSecretUntil } };
  };

  /** Its members whose key is gone, made anew. */
  const renewed = async (before: WebhookRecord, { callback }: WebhookRequest): Promise<Partial<WebhookRecord>> => {
    const { webhookId, tokenVersion } = before;
    const isOpen = (await opened(before.callback, `${webhookId}/callback`)) !== undefined;
    const isKnown = await sealer.token(webhookId, tokenVersion).then(
      () => true,
      () => false,
    );
    return {
      ...(!isOpen && { callback: await seal(callback.href, webhookId, 'callback') }),
      ...(!isKnown && { tokenVersion: await sealer.version() }),
    };
  };

  const update = async (
    before: WebhookRecord,
    request: WebhookRequest,
  ): Promise<{ record: WebhookRecord; made?: string }> => {
    const { disabledReason: _, ...rest } = before;
    const { members, ...made } = await changedSecret(before, request.secret);
    const record: WebhookRecord = {
      ...rest,
      ...compact({ name: request.name ?? before.name, stagesInMs: request.stages ?? before.stagesInMs }),
      ...(await renewed(before, request)),
      ...members,
      format: request.format ?? before.format,
      events: [...new Set([...before.events, ...request.events])].toSorted(),
      state: 'active',
      updatedAt: new Date(now()).toISOString(),
    };
    return { record, ...made };
  };

  /** All webhooks, the oldest first; `unreadable` counts rows that this version of the app cannot read. */
  const list = async (): Promise<{ records: WebhookRecord[]; unreadable: number }> => {
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
  };

  let heard: { events: Promise<ReadonlySet<string>>; askedAt: number } | undefined;

  const askHeard = async (): Promise<ReadonlySet<string>> => {
    const { records } = await list();
    return new Set(records.filter(({ state }) => state === 'active').flatMap(({ events }) => events));
  };

  return {
    list,

    /** Whether any webhook hears of one of these events, as it was known half a minute ago at most. */
    async isHeard(...events: EventType[]): Promise<boolean> {
      if (!heard || heard.askedAt + KNOWN_FOR_MS < now()) heard = { events: askHeard(), askedAt: now() };
      const known = await heard.events.catch((error: unknown) => {
        heard = undefined;
        throw error;
      });
      return events.some((event) => known.has(event));
    },

    /**
     * Makes a webhook. One that was made for the same callback and filter hears of these events too, and otherwise does as is asked for
     * now; what is not asked for stays.
     * @returns the secret where one was made, and whether nothing was sent to it before.
     */
    async register(request: WebhookRequest): Promise<Registered> {
      const sameHash = sameHashOf(request, await salt());
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
          const made = request.secret === undefined ? { secret } : {};
          heard = undefined;
          return { record, isNew: true, wasDisabled: false, ...made };
        }
        const found = await read(String(same.webhookId)).catch(() => undefined);
        if (!found) {
          await table.remove(WEBHOOKS, same.rowKey, same.etag);
          await table.remove(WEBHOOKS, webhookRowKey(String(same.webhookId)), '*');
          continue;
        }
        const { record, made } = await update(found.record, request);
        const wasDisabled = found.record.state === 'disabled';
        const answer = { isNew: false, wasDisabled, ...(made !== undefined && { secret: made }) };
        if (isSame(record, found.record)) return { ...answer, record: found.record };
        if (await table.replace(toWebhookEntity(record), found.etag)) {
          heard = undefined;
          return { ...answer, record };
        }
      }
      throw new AppError('ChangedMeanwhile', 'Other calls keep changing the same webhook. Repeat the call.');
    },

    read: async (webhookId: string): Promise<WebhookRecord | undefined> => (await read(webhookId))?.record,

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
