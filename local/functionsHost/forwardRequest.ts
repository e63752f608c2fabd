import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { IncomingCall } from './incomingCall.ts';
import type { StreamingProxy } from './streamingProxy.ts';

const OF_THE_CONNECTION = new Set([
  ...['connection', 'transfer-encoding', 'keep-alive', 'upgrade', 'te', 'alt-svc', 'expect', 'proxy-connection'],
  ...['proxy-authenticate', 'proxy-authentication-info', 'proxy-authorization'],
]);

export interface ForwardOptions {
  proxy: StreamingProxy;
  invocationId: string;
  bodyLimitInBytes: number;
  /** How long nothing may move, in either direction, before the call is given up. */
  activityTimeoutInMs: number;
}

export interface Forwarding {
  /** Settles when the answer has gone to the caller whole, or cannot any more. */
  delivery: Promise<void>;
  abort: () => void;
}

function withoutConnection(rawHeaders: readonly string[], ...others: string[]): string[] {
  return rawHeaders.filter((_, index) => {
    const name = rawHeaders[index - (index % 2)]?.toLowerCase() ?? '';
    return !OF_THE_CONNECTION.has(name) && !others.includes(name);
  });
}

function forwardedHeaders({ request }: IncomingCall, invocationId: string): string[] {
  const own = {
    'x-ms-invocation-id': invocationId,
    'x-forwarded-host': request.headers.host ?? 'localhost',
    'x-forwarded-proto': 'http',
    'x-forwarded-for': request.socket.remoteAddress ?? '',
  };
  const chunked = request.headers['transfer-encoding'] === undefined ? [] : ['transfer-encoding', 'chunked'];
  const passed = withoutConnection(request.rawHeaders, 'host', ...Object.keys(own));
  return [...passed, ...Object.entries(own).flat(), ...chunked];
}

/** Forwards a call to the server that the library has for streaming, and its answer to the caller, as both come. */
export function forwardRequest(
  call: IncomingCall,
  { proxy, invocationId, bodyLimitInBytes, activityTimeoutInMs }: ForwardOptions,
): Forwarding {
  const { request, response, url } = call;
  const { hostname, port } = new URL(proxy.url);
  const forwarded = http.request({
    ...{ hostname, port, agent: proxy.agent, method: request.method ?? 'GET', path: url.pathname + url.search },
    headers: ['host', `${hostname}:${port}`, ...forwardedHeaders(call, invocationId)],
  });
  forwarded.on('error', () => undefined);
  const giveUp = () => forwarded.destroy(new Error(`Nothing moved for ${activityTimeoutInMs} ms.`));
  const idle = setTimeout(giveUp, activityTimeoutInMs);
  const watched = (limitInBytes = Infinity) => {
    let length = 0;
    return new Transform({
      transform(chunk: Buffer, _, done) {
        idle.refresh();
        length += chunk.length;
        if (length > limitInBytes) response.shouldKeepAlive = false;
        done(length > limitInBytes ? new Error(`The body is larger than ${limitInBytes} bytes.`) : null, chunk);
      },
    });
  };

  async function deliver(): Promise<void> {
    const sent = watched(bodyLimitInBytes).on('error', (error) => forwarded.destroy(error));
    request.pipe(sent).pipe(forwarded);
    const abandon = () => forwarded.destroy(new Error('The caller went away.'));
    response.once('close', abandon);
    try {
      const [answer] = (await once(forwarded, 'response')) as [IncomingMessage];
      idle.refresh();
      response.writeHead(answer.statusCode ?? 502, withoutConnection(answer.rawHeaders));
      await pipeline(answer, watched(), response);
    } finally {
      response.off('close', abandon);
      clearTimeout(idle);
      request.unpipe(sent).resume();
      if (!forwarded.writableFinished) forwarded.destroy();
    }
  }

  const delivery = deliver();
  delivery.catch(() => undefined);
  return { delivery, abort: () => forwarded.destroy() };
}
