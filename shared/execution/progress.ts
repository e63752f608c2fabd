import type { AppError } from '../errors.ts';
import type { MoneyResponse } from './moneyOperation.ts';

/** One way an operation may have succeeded, with the order or add-on it must be the first to claim. */
export interface Success {
  response: MoneyResponse;
  claims: string[];
}

/** Where one step has brought an operation. */
export type Progress =
  | { kind: 'succeeded'; ways: Success[] }
  | { kind: 'failed' | 'needsAttention'; error: AppError }
  /** Nothing is decided: look again, after so many milliseconds. */
  | { kind: 'open'; afterInMs: number };
