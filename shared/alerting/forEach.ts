/** Does something for each item one after the other, for the rest too where it fails for one; throws the first failure at the end. */
export async function forEach<T>(items: Iterable<T>, deed: (item: T) => Promise<void>): Promise<void> {
  const failures: unknown[] = [];
  for (const item of items) await deed(item).catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}
