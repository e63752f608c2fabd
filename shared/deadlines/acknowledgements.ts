import { Acknowledgement } from '../schemas/acknowledgeDeadline.ts';
import type { Deadline } from '../schemas/deadline.ts';
import { filter } from '../storage/filter.ts';
import type { Entity, Row } from '../storage/rows.ts';
import type { Table } from '../storage/tables.ts';

/** The partition, beside the open deadlines, of what somebody has said to know of: scans never touch it. */
const ACKNOWLEDGED = 'acknowledged';

/** What somebody says to know of: one kind of deadline of one subscription. */
type About = Pick<Deadline, 'subscriptionId' | 'kind'>;

/** By what the acknowledgement of a deadline is found. */
export function acknowledgementKey({ subscriptionId, kind }: About): string {
  return `${subscriptionId}_${kind}`;
}

function toEntity(about: About, acknowledgement: Acknowledgement): Entity {
  return { partitionKey: ACKNOWLEDGED, rowKey: acknowledgementKey(about), ...acknowledgement };
}

/** What a row says; one that cannot be read silences nothing. */
function toAcknowledgement(row: Row): Acknowledgement | undefined {
  return Acknowledgement.safeParse(row).data;
}

/** What alerts are silent about. */
export function createAcknowledgements(table: Table) {
  return {
    async set(about: About, acknowledgement: Acknowledgement): Promise<void> {
      await table.transact([{ kind: 'upsert', entity: toEntity(about, acknowledgement) }]);
    },

    async lift(about: About): Promise<void> {
      await table.remove(ACKNOWLEDGED, acknowledgementKey(about), '*');
    },

    async get(about: About): Promise<Acknowledgement | undefined> {
      const row = await table.get(ACKNOWLEDGED, acknowledgementKey(about));
      return row && toAcknowledgement(row);
    },

    /** All of them, by {@link acknowledgementKey}. */
    async all(): Promise<Map<string, Acknowledgement>> {
      const all = new Map<string, Acknowledgement>();
      for await (const row of table.query({ filter: filter`PartitionKey eq ${ACKNOWLEDGED}` })) {
        const acknowledgement = toAcknowledgement(row);
        if (acknowledgement) all.set(row.rowKey, acknowledgement);
      }
      return all;
    },

    /** Forgets those whose last cutoff passed before an instant. */
    async forgetPassed(before: Date): Promise<void> {
      const passed = filter`PartitionKey eq ${ACKNOWLEDGED} and through lt ${before.toISOString()}`;
      for await (const { rowKey, etag } of table.query({ filter: passed, select: [] })) {
        await table.remove(ACKNOWLEDGED, rowKey, etag);
      }
    },
  };
}

export type Acknowledgements = ReturnType<typeof createAcknowledgements>;
