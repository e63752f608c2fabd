import { randomUUID } from 'node:crypto';
import type { Connector, Operation } from './connector.ts';
import { readPolicies } from './policies.ts';

export interface Request {
  method: string;
  /** Whole. */
  url: string;
  headers: Record<string, string>;
  body?: string;
}

export interface Answer {
  status: number;
  headers: Headers;
  /** Parsed when it is JSON, else the text; undefined when empty. */
  body: unknown;
}

export interface GatewayOptions {
  /** What somebody filled into the connection. */
  connection: Record<string, string>;
  /** Whether the app is told where the gateway is. */
  tellsPrefix: boolean;
}

/** Between the flows and the app: what it is sent at its own address goes on to the app, by the connector’s policies. */
export interface Gateway {
  /** Where the connection’s operations are. */
  address: string;
  /** How often each operation succeeded here. */
  calls: ReadonlyMap<string, number>;
  /** Has the next answers not arrive: the calls go through, and a 504 comes instead. */
  lose(count: number): void;
  /** Whether the connection has been marked as not authenticated. */
  isBroken(): boolean;
  send(request: Request): Promise<Answer>;
}

async function sendAsIs({ method, url, headers, body }: Request): Promise<Answer> {
  const response = await fetch(url, { method, headers, redirect: 'manual', ...(body !== undefined && { body }) });
  const text = await response.text();
  const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '') && text !== '';
  const { status, headers: answered } = response;
  return { status, headers: answered, body: isJson ? (JSON.parse(text) as unknown) : text || undefined };
}

/** Matches the paths of an operation. */
function pathsOf({ path }: Operation): RegExp {
  return new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`);
}

/** The answer with the address of its next page leading through the gateway. */
function withNextLink(answer: Answer, member: string, moved: (url: string) => string): Answer {
  const body = answer.body as Record<string, unknown> | undefined;
  const link = body?.[member];
  return typeof link === 'string' ? { ...answer, body: { ...body, [member]: moved(link) } } : answer;
}

export function openGateway(connector: Connector, { connection, tellsPrefix }: GatewayOptions): Gateway {
  const policies = readPolicies(connector, connection);
  const address = `https://europe-001.azure-apim.net/apim/pcf/${randomUUID().replaceAll('-', '')}`;
  const calls = new Map<string, number>();
  let isBroken = false;
  let lost = 0;
  const routes = [...connector.operations.values()].map((operation) => ({ operation, paths: pathsOf(operation) }));

  async function passOn(request: Request): Promise<Answer> {
    const rest = request.url.slice(address.length);
    const { pathname } = new URL(rest, 'https://path.invalid');
    const route = routes.find(({ operation, paths }) => operation.method === request.method && paths.test(pathname));
    if (!route) throw new Error(`The gateway knows no ${request.method} ${pathname}.`);
    const { operationId } = route.operation;
    const headers = {
      ...request.headers,
      ...policies.headers,
      ...(tellsPrefix && { 'x-ms-apim-referrer-prefix': address }),
    };
    const answer = await sendAsIs({ ...request, url: `${policies.host}${rest}`, headers });
    if ([200, 201, 204].includes(answer.status)) calls.set(operationId, (calls.get(operationId) ?? 0) + 1);
    isBroken ||= policies.isUnauthenticated(answer.status);
    if (lost > 0) {
      lost -= 1;
      return { status: 504, headers: new Headers(), body: undefined };
    }
    const member = policies.nextLinkOf(operationId);
    const moved = (url: string) =>
      url.startsWith(policies.host) ? `${address}${url.slice(policies.host.length)}` : url;
    return member === undefined ? answer : withNextLink(answer, member, moved);
  }

  return {
    address,
    calls,
    lose: (count) => void (lost += count),
    isBroken: () => isBroken,
    send: (request) => (request.url.startsWith(`${address}/`) ? passOn(request) : sendAsIs(request)),
  };
}
