const WAITS = 'while the app streams, its caller now waits for nothing until a timeout; return a response instead.';

/** The stack of an error, for the log. */
export function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/**
 * Waits for a streaming function's answer to be delivered, as the genuine host does even when the handler gave none, and tells at once
 * that this is so: https://github.com/Azure/azure-functions-nodejs-library/issues/324
 */
export async function awaitDelivery(
  delivery: Promise<void>,
  call: Promise<{ result: unknown }>,
  tell: (message: string) => void,
): Promise<void> {
  try {
    const { result } = await call;
    if (result === undefined || result === null) tell(`The handler returned nothing: ${WAITS}`);
  } catch (error) {
    tell(`The handler failed: ${WAITS} ${describeError(error)}`);
  }
  await delivery;
}
