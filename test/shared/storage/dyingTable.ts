import type { Table } from '../../../shared/storage/tables.ts';

/** The members that write. */
export const WRITES: readonly (keyof Table)[] = ['insert', 'replace', 'transact', 'remove'];

/** A table as a process sees it that is killed before its write number `steps`, counted from 0; nothing is written from then on. */
export function dyingTable(table: Table, steps: number): Table {
  let left = steps;
  return new Proxy(table, {
    get(target, name, receiver) {
      if (WRITES.some((write) => write === name) && left-- <= 0) throw new Error('killed');
      return Reflect.get(target, name, receiver) as unknown;
    },
  });
}
