import { uuidV5 } from './hashes.ts';

const NAMESPACE = '8a0d4c8e-6f4b-4f0b-9d53-0c1f4f6f2b7e';

/** MS-CorrelationId of an operation’s n-th send, from 1: known to every process without being kept. */
export function correlationIdOf(operationId: string, send: number): string {
  return uuidV5(NAMESPACE, `${operationId}/${send}`);
}

/** MS-CorrelationIds of an operation’s first sends. */
export function correlationIdsOf(operationId: string, sends: number): string[] {
  return Array.from({ length: sends }, (_, index) => correlationIdOf(operationId, index + 1));
}
