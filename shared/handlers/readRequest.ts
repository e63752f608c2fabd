import type { HttpRequest } from '@azure/functions';
import type { z } from 'zod';
import { AppError, type ErrorDetail } from '../errors.ts';

/** A request body above this many bytes is refused. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** How long a body may take to arrive, in milliseconds of the call's own time. */
export const BODY_WITHIN_MS = 30_000;

const PARTS = ['path', 'query', 'headers', 'body'];

function invalid(message: string, target: string): AppError {
  return new AppError('InvalidRequest', message, { target });
}

/** The body, read no further than the limit: sent in chunks, it does not say how long it will be. */
async function readBytes(request: HttpRequest): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = (request.body as ReadableStream<Uint8Array> | null)?.getReader();
  const late = setTimeout(() => void reader?.cancel().catch(() => undefined), BODY_WITHIN_MS);
  const startedAt = Date.now();
  try {
    for (let read = await reader?.read(); read?.value; read = await reader?.read()) {
      size += read.value.byteLength;
      if (size > MAX_BODY_BYTES) throw invalid(`The body is larger than ${MAX_BODY_BYTES} bytes.`, 'body');
      chunks.push(read.value);
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('InvalidRequest', 'The body did not arrive whole.', { cause, target: 'body' });
  } finally {
    clearTimeout(late);
  }
  if (Date.now() - startedAt >= BODY_WITHIN_MS) throw invalid('The body did not arrive in time.', 'body');
  return Buffer.concat(chunks);
}

async function readBody(request: HttpRequest): Promise<unknown> {
  const bytes = await readBytes(request);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes).trim();
    return text === '' ? {} : (JSON.parse(text) as unknown);
  } catch (cause) {
    throw new AppError('InvalidRequest', 'The body is not valid JSON in UTF-8.', { cause, target: 'body' });
  }
}

/** What is no member of any request: the function key, which is the host’s affair, and what narrows the list of customers a connector shows. */
const NOT_OURS = ['code', 'customersearch'];

/** The query. @throws AppError `InvalidRequest` for a member given twice. */
function readQuery(request: HttpRequest): Record<string, string> {
  const { searchParams } = new URL(request.url);
  for (const name of [...searchParams.keys()]) {
    if (NOT_OURS.includes(name.toLowerCase())) searchParams.delete(name);
    else if (searchParams.getAll(name).length > 1) throw invalid(`${name} is given twice.`, name);
  }
  return Object.fromEntries(searchParams);
}

/** `lineItems[0].quantity` for a member of the body, its bare name for one of the path or query. */
function targetOf(path: readonly PropertyKey[]): string {
  const [part, ...members] = path;
  const rest = PARTS.includes(String(part)) ? members : path;
  if (rest.length === 0) return String(part);
  return rest.reduce<string>((target, key) => {
    if (typeof key === 'number') return `${target}[${key}]`;
    return target === '' ? String(key) : `${target}.${String(key)}`;
  }, '');
}

/** What is wrong with a member, as the end of a sentence that begins with its name. */
function inWords({ code, message, ...issue }: z.core.$ZodIssue): string {
  if (message.endsWith('received undefined')) return 'is required';
  if (code === 'invalid_type' && 'expected' in issue) return `must be of type ${String(issue.expected)}`;
  const [first = '', ...rest] = message;
  return /^(Too|Invalid)/.test(message) ? `is ${first.toLowerCase()}${rest.join('')}` : message;
}

function detailsOf({ issues }: z.ZodError): ErrorDetail[] {
  return issues.flatMap((issue) => {
    const code = 'InvalidRequest';
    if (issue.code !== 'unrecognized_keys') return [{ code, message: inWords(issue), target: targetOf(issue.path) }];
    return issue.keys.map((key) => ({
      code,
      message: 'is not a member of this request',
      target: targetOf([...issue.path, key]),
    }));
  });
}

/** The key may come as a header or in the body, but not as two different ones. */
function assertOneKey(parsed: unknown): void {
  const { headers, body } = parsed as { headers?: Record<string, string>; body?: { idempotencyKey?: string } };
  const inHeader = headers?.['idempotency-key'];
  if (inHeader !== undefined && body?.idempotencyKey !== undefined && inHeader !== body.idempotencyKey) {
    throw invalid('The Idempotency-Key header and idempotencyKey in the body differ.', 'idempotencyKey');
  }
}

/**
 * The key of the header, which comes bare or quoted. Two headers arrive joined by a comma, so a key that holds one has to be quoted.
 * https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
 */
function readKey(request: HttpRequest): string | undefined {
  const given = request.headers.get('idempotency-key');
  if (given === null) return undefined;
  const key = /^"([^"]*)"$/.exec(given)?.[1] ?? (/[",]/.test(given) ? undefined : given);
  if (key !== undefined) return key;
  const message =
    'Idempotency-Key must be one key: put it in quotes where it holds a comma, and send a key with quotes in the body.';
  throw invalid(message, 'Idempotency-Key');
}

/**
 * Reads a request against its schema, strictly.
 * @throws AppError `InvalidRequest` whose target names the member at fault, with one detail for each.
 */
export async function readRequest<T extends z.ZodType>(schema: T, request: HttpRequest): Promise<z.infer<T>> {
  const key = readKey(request);
  const accept = request.headers.get('accept');
  const parsed = schema.safeParse({
    path: request.params,
    query: readQuery(request),
    headers: { ...(key !== undefined && { 'idempotency-key': key }), ...(accept !== null && { accept }) },
    body: request.method === 'GET' ? {} : await readBody(request),
  });
  if (parsed.success) {
    assertOneKey(parsed.data);
    return parsed.data;
  }
  const details = detailsOf(parsed.error);
  const [{ message, target } = { message: 'is invalid', target: 'body' }] = details;
  throw new AppError('InvalidRequest', `${target ?? 'The request'} ${message}.`, {
    ...(target && { target }),
    ...(details.length > 1 && { details }),
  });
}
