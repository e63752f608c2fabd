import { ConfigError } from '../config/readConfig.ts';
import { AppError } from '../errors.ts';
import { PartnerCenterError, UnknownOutcomeError } from './partnerCenterError.ts';
import { toAppError } from './toAppError.ts';

/** Every error as one callers may see; what was not foreseen says no more than that. */
export function publicError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof PartnerCenterError) return toAppError(error);
  if (error instanceof UnknownOutcomeError) {
    return new AppError(
      'OutcomeUnknown',
      'It is not known whether Partner Center did it. Look there before you repeat the call.',
      { cause: error },
    );
  }
  if (error instanceof ConfigError) {
    const details = error.problems.map(({ setting, problem }) => ({
      code: 'NotConfigured',
      message: problem,
      target: setting,
    }));
    const names = error.problems.map(({ setting }) => setting).join(', ');
    return new AppError('NotConfigured', `The app’s settings are incomplete. Fix: ${names}.`, {
      cause: error,
      details,
    });
  }
  return new AppError(
    'InternalError',
    'Something failed in this app. Report it with the x-ms-request-id of this answer.',
    { cause: error },
  );
}
