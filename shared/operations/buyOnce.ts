import { AppError } from '../errors.ts';
import { PartnerCenterError } from '../partnerCenter/partnerCenterError.ts';

/**
 * The only way a purchase is sent. Whatever happens once it has left, except a refusal, ends as `OutcomeUnknown` and never as an error that callers repeat by themselves.
 * @throws PartnerCenterError where Partner Center refused, AppError where nothing was sent, and AppError `OutcomeUnknown` for everything else.
 */
export async function buyOnce<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    if (error instanceof AppError || error instanceof PartnerCenterError) throw error;
    throw outcomeUnknown(error);
  }
}

/** Follows a purchase that was accepted: from here on every failure means that the outcome is unknown. */
export async function afterPurchase<T>(follow: () => T | Promise<T>): Promise<T> {
  try {
    return await follow();
  } catch (error) {
    throw outcomeUnknown(error);
  }
}

/** The error for a purchase that may have been made. */
export function outcomeUnknown(cause: unknown): AppError {
  const nextStep = 'Look at the customer’s orders in 15 minutes; buy again only if it is not among them.';
  return new AppError('OutcomeUnknown', `The purchase may have been made. ${nextStep}`, {
    cause,
    nextStep,
    ...(cause instanceof Error &&
      'detail' in cause && { partnerCenter: cause.detail as NonNullable<AppError['partnerCenter']> }),
  });
}
