import { CallbackRefused } from '../callbacks/callbackRefused.ts';
import { parseCallback } from '../callbacks/parseCallback.ts';
import { resolveCallback } from '../callbacks/resolveCallback.ts';
import { AppError } from '../errors.ts';
import type { Services } from '../services.ts';

/**
 * The address that alerts are to be sent to, where that may be done.
 * @throws AppError `InvalidRequest` that says what to do, without a word of where it leads.
 */
export async function callbackOf({ config }: Services, text: string): Promise<URL> {
  const callback = parseCallback(text);
  try {
    await resolveCallback(callback, config.alertAllowedHosts);
  } catch (cause) {
    if (!(cause instanceof CallbackRefused)) throw cause;
    throw new AppError('InvalidRequest', cause.message, { cause, target: 'callback' });
  }
  return callback;
}
