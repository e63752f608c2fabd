import { AppError } from '../errors.ts';

/** How an operation ends whose process stopped before anything was sent. */
export function neverSent(): AppError {
  const nextStep = 'Repeat the call, with the same key if it had one.';
  const message = `The app stopped before anything was sent to Partner Center. ${nextStep}`;
  return new AppError('NotPlaced', message, { nextStep });
}
