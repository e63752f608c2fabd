import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type { Authenticate } from './authenticate.ts';
import { errorAnswer, throttledAnswer } from './faultAnswers.ts';
import { parseJson, toMembers } from './json.ts';
import { PartnerCenterError, refusal } from './partnerCenterError.ts';
import type { LoggedRequest } from './requestLog.ts';
import type { ApiAnswer, ApiCall } from './apiCall.ts';
import { findRoute } from './routes.ts';
import { runRoute, type Outcome } from './runRoute.ts';
import type { Emulator } from './state.ts';
import { writeAnswer } from './writeAnswer.ts';

function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
}

function parsedOrText(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

/** App+User tokens without MFA get a bare 401. https://learn.microsoft.com/partner-center/partner-security-requirements-mandating-mfa */
const MFA_REQUIRED: Outcome = {
  answer: {
    status: 401,
    headers: {
      'WWW-Authenticate': 'Bearer error="invalid_token"',
      'Request-Context': 'appId=cid-v1:03ce8ca8-8373-4021-8f25-d5dd45c7b12f',
    },
  },
  reasonPhrase: 'Unauthorized - MFA required',
  bare: true,
};

function overLimit({ rateLimiter, switches, partnerTenantId }: Emulator, path: string): number | undefined {
  const customerId = /^\/v1\/customers\/([^/]+)/i.exec(path)?.[1]?.toLowerCase();
  const ofTenant = rateLimiter.take(partnerTenantId, switches.rateLimitPerMinute);
  if (!customerId) return ofTenant;
  return rateLimiter.take(`${partnerTenantId}/${customerId}`, switches.rateLimitPerMinutePerCustomer) ?? ofTenant;
}

async function decide(
  call: Omit<ApiCall, 'params' | 'caller'>,
  emulator: Emulator,
  authenticate: Authenticate,
): Promise<Outcome> {
  const wait = overLimit(emulator, call.path);
  if (wait) return { answer: throttledAnswer(wait), bare: true };
  const caller = await authenticate(call.header('authorization'), emulator.clock.now());
  if (caller.kind === 'user' && !caller.hasMfa) return MFA_REQUIRED;
  const found = findRoute(call.method, call.path);
  if (!found) throw refusal('notFound', `${call.method} ${call.path}`);
  if (found.route.userOnly && caller.kind === 'app') throw refusal('appOnlyRefused');
  return runRoute(found.route, { ...call, params: found.params, caller }, emulator, MFA_REQUIRED);
}

function failed(error: unknown): Outcome {
  if (error instanceof PartnerCenterError) return { answer: errorAnswer(error) };
  console.error('Partner Center emulator:', error);
  return { answer: errorAnswer(refusal('unexpected', error instanceof Error ? error.message : '')) };
}

function withMfaHeader({ status, body, headers }: ApiAnswer, call: Pick<ApiCall, 'header'>): ApiAnswer {
  const asked = call.header('validatemfa')?.toLowerCase() === 'true';
  return { status, body, headers: { ...(asked && { isMfaCompliant: 'true' }), ...headers } };
}

/** Answers one request to the API and logs it. */
export async function answerApi(
  request: IncomingMessage,
  response: ServerResponse,
  emulator: Emulator,
  authenticate: Authenticate,
): Promise<void> {
  const method = request.method ?? 'GET';
  const url = new URL(request.url ?? '/', 'http://localhost');
  const header = (name: string): string | undefined => first(request.headers[name]);
  const body = hasBody(request) ? await text(request) : '';
  const requestId = header('ms-requestid');
  const correlationId = header('ms-correlationid');
  const ifMatch = header('if-match');
  const { requests, switches } = emulator;
  const logged: LoggedRequest = {
    index: requests.count(),
    at: emulator.clock.now().toISOString(),
    method,
    path: `${url.pathname}${url.search}`,
    ...(requestId && { requestId }),
    ...(correlationId && { correlationId }),
    ...(ifMatch !== undefined && { ifMatch }),
    ...(body && switches.keepRequests && { body: parsedOrText(body) }),
  };
  if (switches.keepRequests) requests.keep(logged);
  const call = {
    method,
    path: url.pathname,
    query: url.searchParams,
    header,
    readBody: () => toMembers(parseJson(body)),
    requestId: requestId ?? randomUUID(),
    correlationId: correlationId ?? randomUUID(),
  };
  const outcome = await decide(call, emulator, authenticate).catch(failed);
  if (outcome.fault) logged.fault = outcome.fault;
  if (outcome.answer.status === 429) requests.countThrottled();
  if (switches.latencyInMs > 0) await delay(switches.latencyInMs, undefined, { ref: false });
  if (outcome.reset) {
    request.socket.destroy();
    return;
  }
  logged.status = outcome.answer.status;
  const locale = header('x-locale') ?? 'en-US';
  writeAnswer(response, withMfaHeader(outcome.answer, call), {
    ...(!outcome.bare && { ids: { requestId: call.requestId, correlationId: call.correlationId } }),
    ...(outcome.reasonPhrase && { reasonPhrase: outcome.reasonPhrase }),
    ...(outcome.truncated && { truncated: outcome.truncated }),
    bom: outcome.bom ?? switches.bom,
    locale: /\/carts(\/|$)/i.test(url.pathname) ? `${locale},${locale}` : locale,
    date: emulator.clock.now(),
  });
}
