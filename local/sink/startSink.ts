import { setTimeout as wait } from 'node:timers/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { serve, type RunningServer, type ServeOptions } from '../serve.ts';
import { judgeDelivery, type Delivery } from './judgeDelivery.ts';
import { deliveriesPage } from './deliveriesPage.ts';
import { secretBytes } from './verifySignature.ts';

const hookName = z.string().regex(/^[\w.-]{1,64}$/);

const secretRequest = z.strictObject({
  name: hookName,
  secret: z.string().refine((secret) => secretBytes(secret), 'must be whsec_ and 24 to 64 bytes in base64'),
});

const responseRequest = z.strictObject({
  name: hookName,
  status: z.int().min(200).max(599),
  /** How many deliveries get this answer. */
  count: z.int().min(1).default(1),
  delayInMs: z.int().min(0).max(300_000).default(0),
  headers: z.record(z.string(), z.string()).default({}),
});

const MAX_BODY_IN_BYTES = 1024 * 1024;

class RequestError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= MAX_BODY_IN_BYTES) chunks.push(chunk);
  }
  if (length > MAX_BODY_IN_BYTES) throw new RequestError(413, 'A delivery may hold up to 1 MiB.');
  return Buffer.concat(chunks);
}

async function readJson<T>(request: IncomingMessage, schema: z.ZodType<T>): Promise<T> {
  let body: unknown;
  try {
    body = JSON.parse((await readBody(request)).toString('utf8'));
  } catch (cause) {
    if (cause instanceof RequestError) throw cause;
    throw new RequestError(400, 'The body has to be JSON.');
  }
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw new RequestError(400, z.prettifyError(parsed.error));
  return parsed.data;
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Starts the alert sink: takes what webhooks deliver, says whether it was signed rightly, and answers as told. */
export async function startSink(options: ServeOptions = {}): Promise<RunningServer> {
  const deliveries: Delivery[] = [];
  const secrets = new Map<string, string>();
  const planned: z.output<typeof responseRequest>[] = [];

  function nextAnswer(name: string) {
    const answer = planned.find((plan) => plan.name === name && plan.count > 0);
    if (answer) answer.count--;
    return answer ?? { status: 204, delayInMs: 0, headers: {} };
  }

  async function takeDelivery(request: IncomingMessage, response: ServerResponse, name: string): Promise<void> {
    const body = await readBody(request);
    const answer = nextAnswer(name);
    deliveries.push(
      judgeDelivery(
        name,
        { headers: request.headers, body },
        { now: new Date(), secret: secrets.get(name), earlier: deliveries, answeredStatus: answer.status },
      ),
    );
    if (answer.delayInMs > 0) await wait(answer.delayInMs, undefined, { ref: false });
    response.writeHead(answer.status, answer.headers).end();
  }

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'https://sink.invalid');
    const hook = /^\/hooks\/([\w.-]{1,64})$/.exec(pathname)?.[1];
    switch (`${request.method} ${hook ? '/hooks/{name}' : pathname}`) {
      case 'POST /hooks/{name}':
        return takeDelivery(request, response, hook ?? '');
      case 'GET /':
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(deliveriesPage(deliveries));
        return;
      case 'GET /_emulator/deliveries': {
        const wanted = searchParams.get('name');
        return sendJson(response, 200, { items: deliveries.filter(({ hook }) => !wanted || hook === wanted) });
      }
      case 'DELETE /_emulator/deliveries':
        deliveries.length = 0;
        response.writeHead(204).end();
        return;
      case 'POST /_emulator/secrets': {
        const { name, secret } = await readJson(request, secretRequest);
        secrets.set(name, secret);
        response.writeHead(204).end();
        return;
      }
      case 'POST /_emulator/responses':
        planned.push(await readJson(request, responseRequest));
        response.writeHead(204).end();
        return;
      default:
        throw new RequestError(404, 'Nothing here: POST /hooks/{name}, GET /, or one of /_emulator/….');
    }
  }

  return serve((request, response) => {
    route(request, response).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) return;
      const status = error instanceof RequestError ? error.status : 500;
      sendJson(response, status, { error: { message: error instanceof Error ? error.message : String(error) } });
    });
  }, options);
}
