/** Does something for each item in their order, so many at a time. */
export async function inParallel<T>(
  items: Iterable<T>,
  atOnce: number,
  deed: (item: T) => Promise<void>,
): Promise<void> {
  const left = items[Symbol.iterator]();
  const work = async (): Promise<void> => {
    for (let next = left.next(); !next.done; next = left.next()) await deed(next.value);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}
