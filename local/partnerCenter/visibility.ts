import type { Kept } from './types.ts';

/**
 * What a reader gets now: nothing while a new resource is late, an older view while a change is, else the resource.
 * Each call counts as one read.
 */
export function readView<Resource>(record: Kept<Resource>, now: number): Resource | undefined {
  if (record.visibleFrom > now) return undefined;
  if (record.hiddenReads > 0) {
    record.hiddenReads -= 1;
    return undefined;
  }
  const { stale } = record;
  if (!stale) return record.resource;
  if (stale.readsLeft > 0 || stale.until > now) {
    stale.readsLeft -= 1;
    return stale.resource;
  }
  delete record.stale;
  return record.resource;
}
