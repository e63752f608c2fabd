import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Answer, Gateway, Request } from './gateway.ts';

const RETRIES = 4;
/** A flow waits seconds to minutes between attempts; here it is a matter of milliseconds. */
const FIRST_WAIT_IN_MS = 20;
/** A flow waits as long as it is told; here no longer than this. */
const LONGEST_PAUSE_IN_MS = 250;
const PATIENCE_IN_MS = 50_000;

export interface Engine {
  /** How often something was asked again, and how often an answer was waited for. */
  counts: { attempts: number; retries: number; polls: number };
  /** Sends, again where nobody answered or the answer asks for it. */
  attempt(request: Request): Promise<Answer>;
  /** The same, and follows a 202 until there is another status. */
  run(request: Request): Promise<Answer>;
}

export interface EngineOptions {
  /** Headers that all calls of the run have. */
  headers: Record<string, string>;
  /** What happens meanwhile, before each look at what a 202 leads to. */
  meanwhile?: () => Promise<unknown>;
}

const isTransient = (status: number) => status === 408 || status === 429 || status >= 500;

/** Where an accepted call is asked about, and after how long. @throws Error for an address that a flow cannot follow. */
function placeOf({ headers, body }: Answer): { url: string; pauseInMs: number } {
  const url = headers.get('location') ?? '';
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  if (!URL.canParse(url)) throw new Error(`A 202 has the Location "${url}": ${JSON.stringify(body)}`);
  if (!(seconds > 0)) throw new Error(`A 202 has the Retry-After "${headers.get('retry-after')}".`);
  return { url, pauseInMs: Math.min(seconds * 1000, LONGEST_PAUSE_IN_MS) };
}

/** What runs the actions of a flow. https://learn.microsoft.com/power-automate/limits-and-config#retry-policy */
export function startEngine(gateway: Gateway, { headers, meanwhile }: EngineOptions): Engine {
  const counts = { attempts: 0, retries: 0, polls: 0 };

  async function once(request: Request): Promise<Answer | undefined> {
    counts.attempts += 1;
    const ids = { 'x-ms-client-request-id': randomUUID(), 'x-ms-correlation-id': randomUUID() };
    try {
      return await gateway.send({ ...request, headers: { ...headers, ...request.headers, ...ids } });
    } catch (error) {
      if (error instanceof TypeError && error.message === 'fetch failed') return undefined;
      throw error;
    }
  }

  async function attempt(request: Request): Promise<Answer> {
    for (let retries = 0; ; retries += 1) {
      const answer = await once(request);
      if (answer && !isTransient(answer.status)) return answer;
      if (retries === RETRIES) {
        if (answer) return answer;
        throw new Error(`${request.method} ${request.url} got no answer.`);
      }
      counts.retries += 1;
      await delay(FIRST_WAIT_IN_MS * 2 ** retries);
    }
  }

  async function run(request: Request): Promise<Answer> {
    const until = performance.now() + PATIENCE_IN_MS;
    let answer = await attempt(request);
    while (answer.status === 202) {
      if (performance.now() > until) throw new Error(`Still under way: ${JSON.stringify(answer.body)}`);
      const { url, pauseInMs } = placeOf(answer);
      await meanwhile?.();
      await delay(pauseInMs);
      counts.polls += 1;
      answer = await attempt({ method: 'GET', url, headers: {} });
    }
    return answer;
  }

  return { counts, attempt, run };
}
