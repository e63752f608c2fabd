import type { CallContext } from '../http/call.ts';
import { PartnerCenterError, UnknownOutcomeError } from '../partnerCenter/partnerCenterError.ts';
import type { Read } from '../partnerCenter/parseResource.ts';
import { readUntil } from '../partnerCenter/readUntil.ts';
import { NotFinishedError } from '../execution/moneyOperation.ts';

interface RefusalCode {
  status: number;
  code: string;
}

/**
 * A renewal is being processed: resubmit after two minutes.
 * https://learn.microsoft.com/partner-center/customers/create-a-new-subscription
 */
const RENEWAL_IN_PROGRESS = { status: 409, code: '800082' };

/** How long a caller waits for a cancel that was accepted, in milliseconds; then the queue carries on. */
const FOLLOWED_FOR_IN_MS = 25_000;

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
 * @throws NotFinishedError where it is to be carried out again; PartnerCenterError where Partner Center refused.
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
    if (isOneOf([RENEWAL_IN_PROGRESS])) {
      throw new NotFinishedError('A renewal is in progress.', { asksToWait: true, cause: error });
    }
    if (error instanceof UnknownOutcomeError) {
      throw new NotFinishedError('Partner Center did not say whether it was cancelled.', { cause: error });
    }
    if (!isOneOf(underWay)) throw error;
  }
  const deadline = Math.min(context.deadline, Date.now() + FOLLOWED_FOR_IN_MS);
  const followed = await readUntil({ ...context, deadline }, read, ({ value }) => isCancelled(value)).catch(
    (cause: unknown) => {
      throw new NotFinishedError('Partner Center accepted the cancel, and its end cannot be read.', { cause });
    },
  );
  if (followed?.settled) return followed.reading;
  throw new NotFinishedError('Partner Center accepted the cancel and has not finished it yet.');
}
