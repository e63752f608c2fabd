import { z } from 'zod';
import { joinJson, splitLongText } from '../storage/longText.ts';
import { filter } from '../storage/filter.ts';
import type { Entity, Row } from '../storage/rows.ts';
import type { Table } from '../storage/tables.ts';

/** One entry of the audit trail. Entries are inserted and never changed; those of one operation stand together, in the order of its start. */
export const TrailEntry = z.object({
  operationId: z.string(),
  operation: z.string(),
  customerId: z.string(),
  startedAt: z.iso.datetime(),
  /** `started` before anything is sent, `unknown` where no answer told the outcome, `ended` at the end. */
  event: z.enum(['started', 'unknown', 'ended']),
  at: z.iso.datetime(),
  /** Equal for purchases that could be taken for one another. */
  contentHash: z.string().optional(),
  detail: z.record(z.string(), z.unknown()),
});
export type TrailEntry = z.infer<typeof TrailEntry>;

const ORDER = { started: '1started', unknown: '5unknown', ended: '9ended' } as const;

/** Row keys of entries begin with a year, those of claims behind them. */
const CLAIM = 'claim_';
const BEHIND_CLAIMS = 'claim`';

const partitionOf = (customerId: string) => customerId.toLowerCase();

function rowKeyOf({ startedAt, operationId, event }: Pick<TrailEntry, 'startedAt' | 'operationId' | 'event'>): string {
  return `${startedAt}_${operationId}_${ORDER[event]}`;
}

function toEntity({ detail, ...entry }: TrailEntry): Entity {
  const keys = { partitionKey: partitionOf(entry.customerId), rowKey: rowKeyOf(entry) };
  return { ...keys, ...entry, ...splitLongText('detail', JSON.stringify(detail)) };
}

function toEntry(row: Row): TrailEntry {
  return TrailEntry.parse({ ...row, detail: joinJson('detail', row) ?? {} });
}

/** What is asked of the trail. */
export interface TrailQuery {
  customerId?: string | undefined;
  /** Operations that started at this instant or later. */
  since?: string | undefined;
  /** Row keys behind this one, within its customer. */
  after?: { customerId: string; rowKey: string } | undefined;
}

function filterOf({ customerId, since = '', after }: TrailQuery): string {
  const parts = [filter`RowKey lt ${CLAIM} and RowKey ge ${since}`];
  if (customerId !== undefined) parts.push(filter`PartitionKey eq ${partitionOf(customerId)}`);
  if (after) {
    const partition = partitionOf(after.customerId);
    parts.push(filter`(PartitionKey gt ${partition} or (PartitionKey eq ${partition} and RowKey gt ${after.rowKey}))`);
  }
  return parts.join(' and ');
}

/** The audit trail, and which order or add-on was given out as the result of which operation. */
export function createTrail(table: Table) {
  const claimRow = (entry: TrailEntry, claim: string) => ({
    partitionKey: partitionOf(entry.customerId),
    rowKey: `${CLAIM}${claim}`,
    operationId: entry.operationId,
  });

  return {
    /** Adds an entry; one that is there already stays as it is. */
    async add(entry: TrailEntry): Promise<void> {
      await table.insert(toEntity(entry));
    },

    /**
     * Ends an operation, which only the first to do so decides, with the first of these orders or add-ons that is nobody’s yet.
     * @returns the entry that ends it, which may be an earlier one; undefined where all that could be claimed is others’.
     */
    async end(entry: TrailEntry, claims: string[]): Promise<TrailEntry | undefined> {
      const claimed = claims.length === 0 ? [[]] : claims.map((claim) => [claimRow(entry, claim)]);
      for (const rows of claimed) {
        const actions = [toEntity(entry), ...rows].map((entity) => ({ kind: 'insert', entity }) as const);
        if ((await table.transact(actions)).done) return entry;
        const earlier = await table.get(partitionOf(entry.customerId), rowKeyOf(entry));
        if (earlier) return toEntry(earlier);
      }
      return undefined;
    },

    /** How an operation ended, if it did. */
    async ending(
      operation: Pick<TrailEntry, 'customerId' | 'startedAt' | 'operationId'>,
    ): Promise<TrailEntry | undefined> {
      const row = await table.get(partitionOf(operation.customerId), rowKeyOf({ ...operation, event: 'ended' }));
      return row && toEntry(row);
    },

    /** Which orders and add-ons of a customer were given out, and to which operations. */
    async owners(customerId: string): Promise<Map<string, string>> {
      const owners = new Map<string, string>();
      const claims = filter`PartitionKey eq ${partitionOf(customerId)} and RowKey ge ${CLAIM} and RowKey lt ${BEHIND_CLAIMS}`;
      for await (const { rowKey, operationId } of table.query({ filter: claims, select: ['operationId'] }))
        owners.set(rowKey.slice(CLAIM.length), String(operationId));
      return owners;
    },

    /** All entries that answer a query, oldest first within each customer. */
    async *read(query: TrailQuery): AsyncGenerator<{ entry: TrailEntry; rowKey: string }> {
      for await (const row of table.query({ filter: filterOf(query) }))
        yield { entry: toEntry(row), rowKey: row.rowKey };
    },
  };
}

export type Trail = ReturnType<typeof createTrail>;
