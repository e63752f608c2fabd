import type { FunctionMetadata } from './coreTypes.ts';
import type { FunctionInfo } from './functionInfo.ts';
import { type IncomingCall, keyOf } from './incomingCall.ts';
import { isAuthorized, type Keys } from './keys.ts';
import { isTooLarge, readBody } from './readBody.ts';
import { pathSegments } from './requestPath.ts';
import { writeEmpty } from './writeHttpResponse.ts';

const BODY_LIMIT_IN_BYTES = 1024 * 1024;

export interface AdminApiOptions {
  keys: Keys;
  functions: () => FunctionInfo[];
  metadata: (name: string) => FunctionMetadata | undefined;
  /** Starts the function; undefined for one that cannot be run by hand. */
  runByHand: (name: string, input: string) => (() => void) | undefined;
  startedAt: number;
}

function writeJson({ response }: IncomingCall, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(value));
}

async function readInput({ request }: IncomingCall): Promise<string | undefined> {
  if (isTooLarge(request, BODY_LIMIT_IN_BYTES)) return undefined;
  const body = await readBody(request);
  try {
    const parsed = JSON.parse(body.toString('utf8') || '{}') as { input?: unknown } | null;
    const input = parsed?.input ?? '';
    return typeof input === 'string' ? input : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Answers the part of the host's administration API that development needs; false when the path is none of it.
 * https://learn.microsoft.com/azure/azure-functions/functions-manually-run-non-http
 */
export async function handleAdminApi(call: IncomingCall, options: AdminApiOptions): Promise<boolean> {
  const { request, response } = call;
  const segments = pathSegments(call.path);
  const [admin, room, name, ...more] = segments.map((segment, index) => (index < 2 ? segment.toLowerCase() : segment));
  if (admin !== 'admin') return false;
  if (!isAuthorized('admin', keyOf(call), options.keys)) {
    writeEmpty(response, 401);
    return true;
  }
  const described = options.functions().map((info) => ({
    name: info.name,
    language: 'node',
    isDisabled: info.disabled,
    config: { name: info.name, bindings: Object.values(options.metadata(info.name)?.bindings ?? {}) },
    ...(info.url && { invoke_url_template: info.url }),
  }));
  const one = described.find((info) => info.name.toLowerCase() === name?.toLowerCase());
  const method = `${request.method} ${more.length === 0 ? room : ''}`;
  if (method === 'GET host' && name === 'status') {
    const processUptime = Math.round(performance.now() - options.startedAt);
    writeJson(call, 200, { id: 'local', state: 'Running', version: '4.0', processUptime });
  } else if (method === 'GET functions' && name === undefined) {
    writeJson(call, 200, described);
  } else if (method === 'GET functions' && one) {
    writeJson(call, 200, one);
  } else if (method === 'POST functions' && one) {
    const input = await readInput(call);
    const run = input === undefined ? undefined : options.runByHand(one.name, input);
    if (run) {
      run();
      writeEmpty(response, 202);
    } else {
      const message =
        input === undefined
          ? 'The body has to be JSON with a string "input".'
          : `${one.name} is not run by hand here: call an HTTP function at its own URL.`;
      writeJson(call, 400, { message });
    }
  } else {
    writeEmpty(response, 404);
  }
  return true;
}
