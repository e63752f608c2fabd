import { z } from 'zod';
import { hearersOf, publish } from '../alerting/publish.ts';
import { inParallel } from '../alerting/inParallel.ts';
import { isOperationWanted, type OperationAbout } from '../alerts/isOperationWanted.ts';
import type { CallContext } from '../http/call.ts';
import { isEnded, type OperationRecord } from '../idempotency/operationRecord.ts';
import type { AlertEvent, OperationAlert } from '../schemas/alertEvents.ts';
import type { AnnounceOperationMessage } from '../schemas/announceOperation.ts';
import { compact } from '../schemas/compact.ts';
import type { Services } from '../services.ts';

const AT_ONCE = 4;

/** Its message comes shortly before an operation is written to have ended, and is sent so often again. */
const LOOKS = { most: 5, everyMs: 60_000 } as const;

function alertOf(record: OperationRecord): OperationAlert {
  const { operationId, operation, customerId, state, startedAt, endedAt = startedAt, outcome, key, request } = record;
  const { status = 0, body = {} } = outcome ?? {};
  const { order, error } = body as { order?: { id?: string }; error?: { code?: string; message?: string } };
  const { path } = request as { path: { orderId?: string; subscriptionId?: string } };
  return compact({
    operationId,
    operation,
    customerId,
    state: state as OperationAlert['state'],
    startedAt,
    endedAt,
    status,
    code: error?.code,
    message: error?.message,
    orderId: order?.id ?? path.orderId,
    subscriptionId: path.subscriptionId,
    idempotencyKey: key,
  });
}

/** What of a request and an answer says whose and what an operation is. */
const Line = z.looseObject({
  partnerIdOnRecord: z.string().optional(),
  termDuration: z.string().optional(),
  quantity: z.number().optional(),
});
const Asked = z.looseObject({ body: z.looseObject({ indirectResellerId: z.string().optional() }).optional() });
const Answered = z.looseObject({
  order: z.looseObject({ lineItems: z.array(Line).default([]) }).optional(),
  subscription: Line.optional(),
});

/** What the request and the answer of an operation say of whose and of what it is. */
function aboutOf({ customerId, request, outcome }: OperationRecord): OperationAbout {
  const { body: asked } = Asked.safeParse(request).data ?? {};
  const { order, subscription } = Answered.safeParse(outcome?.body).data ?? {};
  const lines = [...(order?.lineItems ?? []), ...(subscription ? [subscription] : [])];
  const known = <T>(values: (T | undefined)[]): T[] => values.filter((value) => value !== undefined);
  return {
    customerId: customerId.toLowerCase(),
    resellers: known([asked?.indirectResellerId?.toLowerCase(), ...lines.map((line) => line.partnerIdOnRecord)]),
    terms: known(lines.map(({ termDuration }) => termDuration?.toUpperCase())),
    quantities: known(lines.map(({ quantity }) => quantity)),
  };
}

/** Tells webhooks how an operation ended. */
export async function announceOperation(
  services: Services,
  { operationId, look }: AnnounceOperationMessage,
  { log }: CallContext,
): Promise<void> {
  const { operations, endedOperations } = services;
  const record = await operations.read(operationId);
  if (!record || !isEnded(record)) {
    if (look < LOOKS.most) {
      await endedOperations.send({ operationId, look: look + 1 }, { visibleAfterInMs: LOOKS.everyMs });
    }
    return;
  }
  const data = alertOf(record);
  const type = data.state === 'needsAttention' ? 'operation.needs_attention' : 'operation.completed';
  const event: AlertEvent = { type, data };
  const about = aboutOf(record);
  const hearers = hearersOf((await services.webhooks.list()).records, type).filter(({ filter }) =>
    isOperationWanted(filter, about),
  );
  await inParallel(hearers, AT_ONCE, (webhook) => publish(services, webhook, event, operationId));
  log('info', 'operationAnnounced', { operationId, hearers: hearers.length });
}
