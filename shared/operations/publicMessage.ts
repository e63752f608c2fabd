import { AppError } from '../errors.ts';
import { PartnerCenterError } from '../partnerCenter/partnerCenterError.ts';
import { toAppError } from '../partnerCenter/toAppError.ts';

/** What an operator may read of an error. */
export function publicMessage(error: unknown): string {
  if (error instanceof PartnerCenterError) return toAppError(error).message;
  return error instanceof AppError ? error.message : 'It failed for a reason the log tells.';
}
