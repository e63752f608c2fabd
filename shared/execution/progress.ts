import type { AppError } from '../errors.ts';
import type { MoneyResponse, Sent } from './moneyOperation.ts';

/** Where one step has brought an operation. */
export type Progress =
  /** The ways in which it may have succeeded: the first of which a claim is free is the one. */
  | { kind: 'succeeded'; ways: Sent<MoneyResponse>[] }
  | { kind: 'failed' | 'needsAttention'; error: AppError }
  /** Nothing is decided: look again, after so many milliseconds. */
  | { kind: 'open'; afterInMs: number };
