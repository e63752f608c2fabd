import { AppError } from '../errors.ts';
import type { CallContext } from '../http/call.ts';
import { PartnerCenterError, UnknownOutcomeError } from '../partnerCenter/partnerCenterError.ts';
import type { Read } from '../partnerCenter/parseResource.ts';
import { readUntil } from '../partnerCenter/readUntil.ts';

/** A cancel whose end is not known may be repeated: a resource that is cancelled already answers so. */
function repeatLater(message: string, cause?: unknown): AppError {
  return new AppError(
    'PartnerCenterUnavailable',
    `${message} Repeat the call: it is safe, and a finished cancel answers 200.`,
    {
      cause,
      retryAfterInSeconds: 120,
    },
  );
}

interface RefusalCode {
  status: number;
  code: string;
}

export interface CancelSteps<T> {
  /** Sends the cancel; undefined where it was accepted without showing the resource. */
  write: () => Promise<Read<T> | undefined>;
  read: () => Promise<Read<T>>;
  isCancelled: (resource: T) => boolean;
  /** Refusals that mean that the cancel is done, or under way. */
  underWay: RefusalCode[];
  /** Refusals that a cancel meets as well when another caller was faster. */
  maybeDone: RefusalCode[];
}

/**
 * Sends a cancel and follows it to its end.
 * @throws AppError `PartnerCenterUnavailable` where the end cannot be seen in time; PartnerCenterError where Partner Center refused.
 */
export async function settleCancel<T>(
  context: CallContext,
  { write, read, isCancelled, underWay, maybeDone }: CancelSteps<T>,
): Promise<Read<T>> {
  try {
    const shown = await write();
    if (shown && isCancelled(shown.value)) return shown;
  } catch (error) {
    const isOneOf = (codes: RefusalCode[]) =>
      error instanceof PartnerCenterError && codes.some(({ status, code }) => error.is(status, code));
    const now =
      error instanceof UnknownOutcomeError || isOneOf(maybeDone) ? await read().catch(() => undefined) : undefined;
    if (now && isCancelled(now.value)) return now;
    if (error instanceof UnknownOutcomeError) {
      throw repeatLater('Partner Center did not say whether it was cancelled.', error);
    }
    if (!isOneOf(underWay)) throw error;
  }
  const followed = await readUntil(context, read, ({ value }) => isCancelled(value)).catch((cause: unknown) => {
    throw repeatLater('Partner Center accepted the cancel, and its end cannot be read.', cause);
  });
  if (followed?.settled) return followed.reading;
  throw repeatLater('Partner Center accepted the cancel and has not finished it yet.');
}
