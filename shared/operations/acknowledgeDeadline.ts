import { AppError } from '../errors.ts';
import { actorOf } from '../execution/actorOf.ts';
import { compact } from '../schemas/compact.ts';
import type { AcknowledgeDeadlineRequest, AcknowledgeDeadlineResponse } from '../schemas/acknowledgeDeadline.ts';
import type { Deadline } from '../schemas/deadline.ts';
import type { CallerContext, Services } from '../services.ts';

/** Who calls, as people know them. */
function nameOf({ config }: Services, { caller }: CallerContext): string | undefined {
  const { principalName, keyName, keyFingerprint } = actorOf(config, caller);
  return principalName ?? keyName ?? (keyFingerprint && `key ${keyFingerprint}`);
}

/**
 * Silences the alerts about the cutoffs of a subscription that are open now. A cutoff that opens later, such as that of a renewal, is
 * alerted of again; no scan changes it.
 */
export async function acknowledgeDeadline(
  services: Services,
  { path, body }: AcknowledgeDeadlineRequest,
  context: CallerContext,
): Promise<{ status: number; body: AcknowledgeDeadlineResponse }> {
  const { deadlines, acknowledgements, clock, scans } = services;
  const subscriptionId = path.subscriptionId.toLowerCase();
  clock.assume((await scans.latest({ completed: true }))?.clockSkewInMs);
  const now = clock.now();
  const open: Deadline[] = [];
  for await (const { deadline } of deadlines.read({ from: now, subscriptionId, kind: body.kind })) open.push(deadline);
  if (open.length === 0) {
    const what = body.kind === undefined ? 'Nothing' : `No deadline of kind ${body.kind}`;
    const message = `${what} is open for this subscription, so there is nothing to acknowledge. GET deadlines lists what is open; POST scans with its customer looks again.`;
    throw new AppError('DeadlineNotFound', message);
  }
  const until = body.until === undefined ? undefined : new Date(body.until);
  const silenced = until === undefined || until > now;
  const said = { until: until?.toISOString(), at: now.toISOString(), by: nameOf(services, context), note: body.note };
  const last = new Map(open.map(({ kind, cutoff }) => [kind, cutoff]));
  for (const [kind, through] of last) {
    const about = { subscriptionId, kind };
    await (silenced ? acknowledgements.set(about, compact({ ...said, through })) : acknowledgements.lift(about));
  }
  context.log('info', silenced ? 'acknowledged' : 'silenceLifted', { subscriptionId, kinds: [...last.keys()] });
  const answer: AcknowledgeDeadlineResponse = {
    subscriptionId,
    silenced,
    deadlines: open.map(({ kind, cutoff }) =>
      compact({
        kind,
        cutoff,
        acknowledged: silenced ? compact({ ...said, through: last.get(kind) ?? cutoff }) : undefined,
      }),
    ),
  };
  return { status: 200, body: answer };
}
