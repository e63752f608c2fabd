import { z } from 'zod';

/** A reply member that may be absent, null or of an unforeseen type; anything unusable reads as undefined, so that one odd member never hides a resource. */
export function lenient<T extends z.ZodType>(schema: T) {
  return schema
    .nullish()
    .transform((value) => value ?? undefined)
    .catch(undefined);
}

/** An identifier that is documented as a string and sometimes arrives as a number. */
export const IdText = lenient(z.union([z.string(), z.number()]).transform(String));
