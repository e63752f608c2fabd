import type { LookupFunction } from 'node:net';
import { Agent, request, type Dispatcher } from 'undici';
import type { AllowedHosts } from '../config/parseAllowedHosts.ts';
import { postFailure, type PostFailure } from './postFailure.ts';
import { resolveCallback, type ResolvedAddress } from './resolveCallback.ts';
import { retryAfterInMs } from './retryAfterInMs.ts';

export interface PostOptions {
  headers: Record<string, string>;
  body: string;
  allowed: AllowedHosts;
  /** For everything together, from the question for the host's addresses to the end of the answer. */
  timeoutInMs?: number;
  /** In epoch milliseconds. */
  now?: () => number;
}

export type PostOutcome = { kind: 'answered'; status: number; retryAfterInMs?: number } | PostFailure;

/** As much of an answer as is read, so that one of the usual length does not end with a broken connection. */
const MOST_OF_BODY_IN_BYTES = 65_536;

/** Answers with the addresses that were checked, whatever is asked: no second question can have another answer. */
function pinned(addresses: ResolvedAddress[]): LookupFunction {
  return (_host, { all }, callback) => {
    const [first] = addresses;
    if (all) callback(null, addresses);
    else callback(null, first?.address ?? '', first?.family);
  };
}

/** An agent for one post; its socket ends with the signal, in the middle of a handshake too. */
function agentTo(addresses: ResolvedAddress[], timeoutInMs: number, signal: AbortSignal): Agent {
  const connect = { lookup: pinned(addresses), timeout: timeoutInMs, rejectUnauthorized: true, signal };
  return new Agent({ connect, allowH2: false, headersTimeout: 0, bodyTimeout: 0 });
}

function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('The time is up.')), { once: true });
    work.then(resolve, reject);
  });
}

/** Reads the end of an answer without keeping it; that it came is what counts, not how it ends. */
async function drop({ body }: Dispatcher.ResponseData, signal: AbortSignal): Promise<void> {
  await body.dump({ limit: MOST_OF_BODY_IN_BYTES, signal }).catch(() => undefined);
}

/**
 * Sends one event to a callback, over addresses that were checked for this very post; a redirect is an answer like any other.
 * https://undici.nodejs.org/#/docs/api/Client?id=parameter-connectoptions
 */
export async function postCallback(
  callback: URL,
  { headers, body, allowed, timeoutInMs = 10_000, now = Date.now }: PostOptions,
): Promise<PostOutcome> {
  const limit = new AbortController();
  const { signal } = limit;
  const timer = setTimeout(() => limit.abort(), timeoutInMs);
  let agent: Agent | undefined;
  try {
    const addresses = await orAborted(resolveCallback(callback, allowed), signal);
    agent = agentTo(addresses, timeoutInMs, signal);
    const answer = await request(callback, { method: 'POST', headers, body, dispatcher: agent, signal, reset: true });
    const wait = answer.headers['retry-after'];
    const delayInMs = retryAfterInMs(Array.isArray(wait) ? wait[0] : wait, now());
    await drop(answer, signal);
    const { statusCode: status } = answer;
    return { kind: 'answered', status, ...(delayInMs !== undefined && { retryAfterInMs: delayInMs }) };
  } catch (error) {
    return postFailure(error, signal.aborted);
  } finally {
    clearTimeout(timer);
    limit.abort();
    await agent?.destroy();
  }
}
