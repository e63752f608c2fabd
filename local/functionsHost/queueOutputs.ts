import type { Binding, InvocationResponse, RegisteredFunction, RpcTypedData } from './coreTypes.ts';
import { encodeMessage } from './messageEncoding.ts';
import type { QueueSettings } from './readHostJson.ts';
import { resolveSettings } from './resolveSettings.ts';
import { storageAccount } from './storageAccount.ts';
import { StorageQueue } from './storageQueue.ts';

const isQueueOutput = ({ type, direction }: Binding) => direction === 'out' && type.toLowerCase() === 'queue';

/** One message each for the items of an array, one for anything else. */
function messagesOf({ string, bytes, json, int, double }: RpcTypedData): (string | Uint8Array)[] {
  if (bytes) return [bytes];
  if (string !== undefined) return [string];
  if (json === undefined) return [String(int ?? double)];
  const value = JSON.parse(json) as unknown;
  const items: unknown[] = Array.isArray(value) ? value : [value];
  return items.map((item) => (typeof item === 'string' ? item : JSON.stringify(item)));
}

/** The queue that an output binding writes to; an error names what is missing. */
function outputQueue(functionName: string, binding: Binding, hostStorage: string | undefined): StorageQueue {
  try {
    const name = resolveSettings(String(binding.queueName)).toLowerCase();
    if (/[{}]/.test(name)) throw new Error(`the local host does not fill in the binding expression "${name}"`);
    const connection = typeof binding.connection === 'string' ? binding.connection : '';
    return new StorageQueue(storageAccount(connection, hostStorage), name);
  } catch (error) {
    throw new Error(`The queue output of the function ${functionName} cannot be used: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}

/** Prepares the queue outputs of all functions; the answer writes what an invocation returned through them. */
export function queueOutputs(
  functions: Iterable<RegisteredFunction>,
  { messageEncoding }: QueueSettings,
  hostStorage: string | undefined,
): (fn: RegisteredFunction, response: InvocationResponse) => Promise<void> {
  const queues = new Map<string, StorageQueue>();
  for (const { metadata } of functions) {
    for (const [bindingName, binding] of Object.entries(metadata.bindings).filter(([, it]) => isQueueOutput(it))) {
      queues.set(`${metadata.name}/${bindingName}`, outputQueue(metadata.name, binding, hostStorage));
    }
  }
  return async ({ metadata }, { returnValue, outputData = [] }) => {
    for (const { name, data } of [{ name: '$return', data: returnValue }, ...outputData]) {
      const queue = queues.get(`${metadata.name}/${name}`);
      if (!queue || !data) continue;
      for (const message of messagesOf(data)) await queue.putCreating(encodeMessage(message, messageEncoding));
    }
  };
}
