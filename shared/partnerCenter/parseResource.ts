import type { z } from 'zod';
import { AppError } from '../errors.ts';

/**
 * Reads a resource out of a reply to a read.
 * @throws AppError `PartnerCenterUnavailable` where the body is none.
 */
export function parseResource<T extends z.ZodType>(schema: T, body: unknown, what: string): z.infer<T> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new AppError(
    'PartnerCenterUnavailable',
    `Partner Center answered without a readable ${what}. Nothing was changed; repeat the call in a few minutes.`,
    { cause: parsed.error, retryAfterInSeconds: 60 },
  );
}

/** A resource as it was read: typed, and exactly as Partner Center returned it. */
export interface Read<T> {
  value: T;
  raw: unknown;
}

/** A list, with how many of its items could not be read: one such item never hides the others, nor is it passed over in silence. */
export interface ReadList<T> {
  items: Read<T>[];
  unreadable: number;
}

/** Reads a list item by item. */
export function parseItems<T extends z.ZodType>(schema: T, items: readonly unknown[]): ReadList<z.infer<T>> {
  const read = items.flatMap((raw) => {
    const parsed = schema.safeParse(raw);
    return parsed.success ? [{ value: parsed.data, raw }] : [];
  });
  return { items: read, unreadable: items.length - read.length };
}
