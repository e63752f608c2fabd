import { AppError, NEXT_STEPS, type AppErrorOptions, type ErrorCode } from '../errors.ts';
import { remedyForRefusal } from '../credentials/credentialRemedies.ts';
import type { PartnerCenterError } from './partnerCenterError.ts';
import { CHANGED_MEANWHILE, REFUSALS, type Refusal } from './refusals.ts';

/** Refusals of a whole status, where no code tells more. */
function byStatus({ status, code, description }: PartnerCenterError['detail']): Refusal {
  if (status === 429) {
    return {
      code: 'PartnerCenterThrottled',
      message: 'Partner Center is throttling; nothing was done. Repeat the call later.',
    };
  }
  if (status === 412) return CHANGED_MEANWHILE;
  const said = description ? `: ${description}` : '.';
  return {
    code: 'PartnerCenterRejected',
    message: `Partner Center refused (${status}${code ? `/${code}` : ''})${said}`,
  };
}

/** Says no more than the status does. */
const GENERIC_NOT_FOUND = '1000';

/** Turns a refusal into the error callers see; `extra` adds what the operation knows. */
export function toAppError(error: PartnerCenterError, extra: Pick<AppErrorOptions, 'details'> = {}): AppError {
  const { detail, retryAfterInSeconds, notFound } = error;
  const options = {
    ...extra,
    cause: error,
    partnerCenter: detail,
    ...(retryAfterInSeconds && { retryAfterInSeconds }),
  };
  const remedy = remedyForRefusal(detail);
  if (remedy) return new AppError('CredentialProblem', remedy, options);
  const known = REFUSALS[`${detail.status}/${detail.code ?? ''}`];
  const isBare = detail.code === undefined || detail.code === GENERIC_NOT_FOUND;
  if (!known && notFound && isBare && detail.status === 404) {
    return new AppError(notFound, 'Partner Center does not know it. Check the ids.', options);
  }
  const { code, message, target } = known ?? byStatus(detail);
  const nextStep = (NEXT_STEPS as Partial<Record<ErrorCode, string>>)[code];
  const wait = code === 'PartnerCenterUnavailable' ? { retryAfterInSeconds: 120 } : {};
  return new AppError(code, nextStep ? `${message} ${nextStep}` : message, {
    ...wait,
    ...options,
    ...(target && { target }),
    ...(nextStep && { nextStep }),
  });
}
