import type { Emulator } from './state.ts';

/** The same emulator with its clock standing at that instant, so that what is done through it happens then. */
export function atInstant(emulator: Emulator, instant: number): Emulator {
  let offsetInMs = 0;
  return {
    ...emulator,
    clock: {
      now: () => new Date(instant + offsetInMs),
      advance: (durationInMs) => void (offsetInMs += durationInMs),
      reset: () => void (offsetInMs = 0),
    },
  };
}
