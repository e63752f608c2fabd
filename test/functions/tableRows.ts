import { TableClient, type TableEntity } from '@azure/data-tables';
import type { TestApp } from '../stack.ts';

async function clientOf({ settings }: TestApp, table: string): Promise<TableClient> {
  const options = { allowInsecureConnection: true };
  const client = TableClient.fromConnectionString(settings.AzureWebJobsStorage ?? '', table, options);
  await client.createTable();
  return client;
}

/** All rows of a table of the app, as they are stored; none where the table was never written to. */
export async function tableRows(app: TestApp, table: string): Promise<object[]> {
  const client = await clientOf(app, table);
  const rows: object[] = [];
  for await (const row of client.listEntities()) rows.push(row);
  return rows;
}

/** Sets members of the record of an operation as it is stored, behind the app's back. */
export async function changeRecord(app: TestApp, operationId: string, members: object): Promise<void> {
  const client = await clientOf(app, 'operations');
  for await (const { partitionKey = '', rowKey = '', ...row } of client.listEntities<TableEntity>()) {
    if (row.operationId === operationId && rowKey.startsWith('op_'))
      await client.updateEntity({ partitionKey, rowKey, ...members }, 'Merge');
  }
}
