import type { StorageQueueHandler } from '@azure/functions';
import type { z } from 'zod';
import type { CallContext } from '../http/call.ts';
import type { Services } from '../services.ts';
import { invocationLog } from './invocationLog.ts';

/** How long a message may take where nothing else is said, in milliseconds: as long as a call. */
const DEADLINE_IN_MS = 100_000;

/** Where the parts of a function are found that works on messages. */
export interface QueueFunction<Message extends z.ZodType> {
  schema: () => Promise<Message>;
  operation: () => Promise<(services: Services, message: z.infer<Message>, context: CallContext) => Promise<void>>;
  /** Milliseconds; less than the host lets a message take. */
  deadlineInMs?: number;
}

/** (schema, operation) → a queue handler; a failure is logged with its remedy, and the host hands the message out again. */
export function queueHandler<Message extends z.ZodType>({
  schema,
  operation,
  deadlineInMs = DEADLINE_IN_MS,
}: QueueFunction<Message>): StorageQueueHandler {
  return async (message, invocation) => {
    const log = invocationLog(invocation);
    try {
      const [Schema, run, { getServices }] = await Promise.all([schema(), operation(), import('../services.ts')]);
      await run(getServices(), Schema.parse(message), { deadline: Date.now() + deadlineInMs, log });
    } catch (cause) {
      const { publicError } = await import('../partnerCenter/publicError.ts');
      const { code, message: reason } = publicError(cause);
      log('error', 'messageFailed', { code, reason });
      throw cause;
    }
  };
}
