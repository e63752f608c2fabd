import type { Table } from '../../../shared/storage/tables.ts';
import { WRITES } from './dyingTable.ts';

/** A table whose user stands still after its write number `steps`, counted from 1, until `meanwhile` is done. */
export function pausingTable(table: Table, steps: number, meanwhile: () => Promise<void>): Table {
  let left = steps;
  let done: Promise<void> | undefined;
  const pause = async (): Promise<void> => {
    done ??= meanwhile();
    await done;
  };
  return new Proxy(table, {
    get(target, name, receiver) {
      const member = Reflect.get(target, name, receiver) as (...args: unknown[]) => unknown;
      if (!WRITES.some((write) => write === name)) return member;
      return async (...args: unknown[]): Promise<unknown> => {
        if (left-- <= 0) await pause();
        return member.apply(target, args);
      };
    },
  });
}
