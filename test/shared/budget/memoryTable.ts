import type { SharedStateOptions } from '../../../shared/budget/sharedState.ts';
import type { Entity, Row } from '../../../shared/storage/rows.ts';

/** One row in memory, so that minutes of several instances pass at once under fake timers; Azurite has its turn in requestBudget.test.ts. */
export function createMemoryTable(latencyInMs: () => number, found?: Entity) {
  let row: Row | undefined = found && { ...found, etag: '1' };
  const asked: string[] = [];
  const latency = () => new Promise((resolve) => setTimeout(resolve, latencyInMs()));
  const answer = async <T>(what: string, deed: () => T): Promise<T> => {
    asked.push(what);
    await latency();
    const done = deed();
    await latency();
    return done;
  };
  const put = (entity: Entity): string => {
    const etag = String(Number(row?.etag ?? 0) + 1);
    row = { ...entity, etag };
    return etag;
  };
  const table: SharedStateOptions['table'] = {
    get: () => answer('get', () => row),
    insert: (entity) => answer('insert', () => (row ? undefined : put(entity))),
    replace: (entity, etag) => answer('replace', () => (row?.etag === etag ? put(entity) : undefined)),
  };
  return { table, asked };
}
