import type { Warning } from '../schemas/answers.ts';

/** Says how many items of a list could not be read. */
export function unreadableWarning(unreadable: number): Warning[] {
  return unreadable === 0
    ? []
    : [
        {
          code: 'UnreadableItems',
          message: `${unreadable} of the items Partner Center returned cannot be read and are missing here.`,
        },
      ];
}
