import type { z } from 'zod';
import { isSameId } from './isSameId.ts';
import { unavailable } from './readReply.ts';

/**
 * Reads a resource out of a reply to a read.
 * @throws AppError `PartnerCenterUnavailable` where the body is none.
 */
export function parseResource<T extends z.ZodType>(schema: T, body: unknown, what: string): z.infer<T> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw unavailable(`Partner Center answered without a readable ${what}.`, { cause: parsed.error });
}

/**
 * Reads the one resource that was asked for.
 * @throws AppError `PartnerCenterUnavailable` where the body is none, or another one.
 */
export function parseNamed<T extends z.ZodType<{ id: string }>>(
  schema: T,
  body: unknown,
  { what, id }: { what: string; id: string },
): z.infer<T> {
  const value = parseResource(schema, body, what);
  if (isSameId(value.id, id)) return value;
  throw unavailable(`Partner Center answered with another ${what} than asked for.`);
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
