import { parseInstant } from './instant.ts';

type Compact<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Leaves out what is undefined: answers hold no nulls. */
export function compact<T extends object>(members: T): Compact<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Compact<T>;
}

/** An instant of Partner Center's in UTC; undefined where it is none. */
export function utc(text: string | undefined): string | undefined {
  return parseInstant(text)?.toISOString();
}
