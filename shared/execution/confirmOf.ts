import { AppError } from '../errors.ts';
import { contentHash } from '../idempotency/hashes.ts';
import type { MoneyRequest, Plan } from './moneyOperation.ts';
import { payloadHash } from './payloadHash.ts';

type Found = Pick<Plan<unknown>, 'basis' | 'search'>;

/** Stands for what a dry run was asked, what it found, and what it warned of. */
export function confirmOf(operation: string, request: MoneyRequest, { basis, search }: Found): string {
  return contentHash([operation, payloadHash(request), basis, search?.warnings ?? []]);
}

/** @throws AppError `ChangedMeanwhile` where a call carries the confirm of a dry run that found, or asked, something else. */
export function assertConfirmed(operation: string, request: MoneyRequest, plan: Found): void {
  const { confirm } = request.body;
  if (confirm === undefined || confirm === confirmOf(operation, request, plan)) return;
  const nextStep = 'Repeat the dry run, look at it, and send the confirm it answers.';
  const message = `This is no longer what the dry run showed: the call or what it is about has changed since. ${nextStep}`;
  throw new AppError('ChangedMeanwhile', message, { target: 'confirm', nextStep });
}
