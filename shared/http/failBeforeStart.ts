import type { Dispatcher } from 'undici';

/** A controller for attempts that are not, or no longer, on the wire: there is nothing left to steer. */
export const idleController: Dispatcher.DispatchController = {
  aborted: false,
  paused: false,
  reason: null,
  abort() {},
  pause() {},
  resume() {},
};

/** Ends an attempt that failed on this machine, before anything was sent. */
export function failBeforeStart(handler: Dispatcher.DispatchHandler, error: unknown): void {
  handler.onResponseError?.(idleController, error instanceof Error ? error : new Error(String(error)));
}
