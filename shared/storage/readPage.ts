import type { TableClient } from '@azure/data-tables';
import { AppError } from '../errors.ts';
import { toRow, type Row } from './rows.ts';
import { withinTime } from './storageClients.ts';
import { readStorageError } from './storageError.ts';

export interface TableQuery {
  /** Written with `filter`. */
  filter: string;
  /** Members to read; the keys and the ETag always come. */
  select?: string[];
}

export interface PageQuery extends TableQuery {
  /** At most 1000. */
  size: number;
  /** Of the page before. */
  continuationToken?: string;
}

export interface RowPage {
  rows: Row[];
  /** Absent on the last page. */
  continuationToken?: string;
}

function isBadToken(error: unknown): boolean {
  return error instanceof SyntaxError || readStorageError(error).status === 400;
}

/**
 * Reads one page of a query.
 * @throws AppError `InvalidRequest` for a continuation token that no page gave out.
 */
export async function readPage(client: TableClient, query: PageQuery): Promise<RowPage> {
  const { filter, select, size, continuationToken } = query;
  const queryOptions = { filter, ...(select && { select: ['partitionKey', 'rowKey', ...select] }) };
  const pages = client
    .listEntities({ queryOptions, ...withinTime() })
    .byPage({ maxPageSize: size, ...(continuationToken !== undefined && { continuationToken }) });
  try {
    for await (const page of pages) {
      const next = page.continuationToken;
      return { rows: page.map(toRow), ...(next && { continuationToken: next }) };
    }
    return { rows: [] };
  } catch (cause) {
    if (continuationToken === undefined || !isBadToken(cause)) throw cause;
    throw new AppError(
      'InvalidRequest',
      'continuation is not valid. Take it from a nextLink, unchanged, or start again.',
      {
        cause,
        target: 'continuation',
      },
    );
  }
}
