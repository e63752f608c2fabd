import { z } from 'zod';

/** A reply member that may be absent, null or of an unforeseen type; anything unusable reads as undefined, so that one odd member never hides a resource. */
export function lenient<T extends z.ZodType>(schema: T) {
  const usable = (value: unknown): z.output<T> | undefined => {
    if (value === undefined || value === null) return undefined;
    return schema.safeParse(value).data;
  };
  return z.unknown().transform(usable).optional();
}

/** An identifier that is documented as a string and sometimes arrives as a number. */
export const IdText = lenient(z.union([z.string(), z.number()]).transform(String));
