import { TableClient, type TableEntity } from '@azure/data-tables';
import type { TestApp } from '../stack.ts';
import { tableRows } from './tableRows.ts';

function clientOf({ settings }: TestApp, table: string): TableClient {
  const options = { allowInsecureConnection: true };
  return TableClient.fromConnectionString(settings.AzureWebJobsStorage ?? '', table, options);
}

export type StoredRow = TableEntity & { partitionKey: string; rowKey: string };

/** Puts other members into each row of a table of the app, behind its back; undefined leaves a row alone. */
export async function changeRows(
  app: TestApp,
  table: string,
  change: (row: StoredRow) => object | undefined,
): Promise<number> {
  const client = clientOf(app, table);
  let changed = 0;
  for await (const row of client.listEntities<TableEntity>()) {
    const { partitionKey = '', rowKey = '' } = row;
    const members = change({ ...row, partitionKey, rowKey });
    if (!members) continue;
    await client.updateEntity({ partitionKey, rowKey, ...members }, 'Merge');
    changed += 1;
  }
  return changed;
}

/** Writes rows of a table of the app, behind its back. */
export async function writeRows(app: TestApp, table: string, rows: StoredRow[]): Promise<void> {
  const client = clientOf(app, table);
  for (const row of rows) await client.upsertEntity(row, 'Replace');
}

/** Removes all rows of a table of the app. */
export async function removeRows(app: TestApp, table: string): Promise<void> {
  const client = clientOf(app, table);
  for (const { partitionKey, rowKey } of (await tableRows(app, table)) as StoredRow[]) {
    await client.deleteEntity(partitionKey, rowKey);
  }
}
