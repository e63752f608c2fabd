import { fetch, type Dispatcher } from 'undici';

/** What a server answered. */
export interface Answer {
  status: number;
  location: string | undefined;
  body: unknown;
}

export interface Call {
  method?: string;
  headers?: Record<string, string>;
  body?: unknown;
}

/** Longer than a call that meets a stopped process; one that is not answered then hangs. */
const HANGS_AFTER_MS = 150_000;

/** Sends one request with JSON and reads the whole answer. */
export async function send(
  dispatcher: Dispatcher,
  url: string | URL,
  { method = 'GET', headers, body }: Call = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    dispatcher,
    signal: AbortSignal.timeout(HANGS_AFTER_MS),
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = text !== '' && response.headers.get('content-type')?.includes('json');
  return {
    status: response.status,
    location: response.headers.get('location') ?? undefined,
    body: isJson ? (JSON.parse(text) as unknown) : text,
  };
}
