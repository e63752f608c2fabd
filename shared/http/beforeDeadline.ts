/**
 * Ends with the work, or with `late()` at the deadline, an instant in epoch milliseconds: wherever the work is then. Its signal tells the
 * work to stop.
 */
export async function beforeDeadline<T>(
  deadline: number,
  work: (signal: AbortSignal) => Promise<T>,
  late: () => Error,
): Promise<T> {
  const stop = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const atDeadline = new Promise<never>((_resolve, reject) => {
    const end = (): void => {
      stop.abort();
      reject(late());
    };
    timer = setTimeout(end, Math.max(0, deadline - Date.now()));
  });
  try {
    return await Promise.race([work(stop.signal), atDeadline]);
  } finally {
    clearTimeout(timer);
  }
}
