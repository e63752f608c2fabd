import { z } from 'zod';

/** A reply member that may be absent, null or of an unforeseen type; anything unusable reads as undefined, so that one odd member never hides a resource. */
export function lenient<T extends z.ZodType>(schema: T) {
  const usable = (value: unknown): z.output<T> | undefined => {
    if (value === undefined || value === null) return undefined;
    return schema.safeParse(value).data;
  };
  return z.unknown().transform(usable).optional();
}

/** A list whose items of an unforeseen type read as undefined, and hide none of the others; what is no list is one such item. */
export function lenientList<T extends z.ZodType>(schema: T) {
  const item = lenient(schema);
  return lenient(
    z.unknown().transform((value) => (Array.isArray(value) ? value : [value]).map((one) => item.parse(one))),
  );
}

/** An identifier that is documented as a string and sometimes arrives as a number. */
export const IdText = lenient(z.union([z.string(), z.number()]).transform(String));
