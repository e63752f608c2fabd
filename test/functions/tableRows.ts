import { TableClient } from '@azure/data-tables';
import type { TestApp } from '../stack.ts';

/** All rows of a table of the app, as they are stored; none where the table was never written to. */
export async function tableRows({ settings }: TestApp, table: string): Promise<object[]> {
  const options = { allowInsecureConnection: true };
  const client = TableClient.fromConnectionString(settings.AzureWebJobsStorage ?? '', table, options);
  await client.createTable();
  const rows: object[] = [];
  for await (const row of client.listEntities()) rows.push(row);
  return rows;
}
