import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

/** The app that is asked. */
export interface Api {
  /**
   * Calls a function and reads its answer.
   * @throws ApiError
   */
  send<T>(method: 'GET' | 'POST', pathname: string, answer: z.ZodType<T>, body?: object): Promise<T>;
}

/** The app did not answer, refused, or answered what cannot be read; with `mayPass` it may be asked again. */
export class ApiError extends Error {
  readonly mayPass: boolean;
  readonly status: number | undefined;

  constructor(message: string, { mayPass, status, cause }: { mayPass: boolean; status?: number; cause?: unknown }) {
    super(message, { cause });
    this.mayPass = mayPass;
    this.status = status;
  }
}

const ANSWER_WITHIN_MS = 60_000;
const TOO_MANY_REQUESTS = 429;
const SERVER_ERROR = 500;

const Address = z.url({ protocol: /^https?$/ });
const Addresses = z.object({ functions: Address, functionKey: z.string() });
const ErrorBody = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** Where the app is: by FUNCTIONS_URL and FUNCTIONS_KEY, or what `npm start` left in this folder. */
async function findApp(env: NodeJS.ProcessEnv): Promise<{ url: string; key: string }> {
  const { FUNCTIONS_URL: url, FUNCTIONS_KEY: key } = env;
  if (url && key) {
    if (Address.safeParse(url).success) return { url: url.replace(/\/+$/, ''), key };
    throw new Error('FUNCTIONS_URL must be an address such as https://my-app.azurewebsites.net.');
  }
  if (url || key) {
    const [given, missing] = url ? ['FUNCTIONS_URL', 'FUNCTIONS_KEY'] : ['FUNCTIONS_KEY', 'FUNCTIONS_URL'];
    const message = `${given} is set, but ${missing} is not. Set both for an app in Azure, or neither for the one that npm start runs in this folder.`;
    throw new Error(message);
  }
  const file = path.join(process.cwd(), '.local', 'addresses.json');
  try {
    const { functions, functionKey } = Addresses.parse(JSON.parse(await readFile(file, 'utf8')));
    return { url: functions, key: functionKey };
  } catch (cause) {
    const message =
      'No app was found. Run npm start in this folder and npm run scan in a second shell, or say where it is: FUNCTIONS_URL=https://my-app.azurewebsites.net and FUNCTIONS_KEY in the environment.';
    throw new Error(message, { cause });
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Opens the app's HTTP surface; a refusal is thrown with what the app says to do. */
export async function openApi(env: NodeJS.ProcessEnv = process.env): Promise<Api> {
  let app = await findApp(env);

  async function ask(method: string, pathname: string, body?: object): Promise<{ response: Response; text: string }> {
    // `npm start` has another key each time, and may have another port.
    app = await findApp(env).catch(() => app);
    const { url, key } = app;
    try {
      const response = await fetch(`${url}/api/${pathname}`, {
        method,
        headers: { 'x-functions-key': key, ...(body && { 'content-type': 'application/json' }) },
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
        ...(body && { body: JSON.stringify(body) }),
      });
      return { response, text: await response.text() };
    } catch (cause) {
      throw new ApiError(`${url} does not answer. Is the app running?`, { mayPass: true, cause });
    }
  }

  return {
    async send(method, pathname, answer, body) {
      const { response, text } = await ask(method, pathname, body);
      const { status, statusText, ok } = response;
      const json = readJson(text);
      const call = `The app answered ${status} to ${method} ${pathname}`;
      if (ok) {
        const { data, error } = answer.safeParse(json);
        if (!error) return data;
        throw new ApiError(`${call}, and nothing that can be read. Is ${app.url} its address?`, {
          mayPass: true,
          status,
          cause: error,
        });
      }
      const { data: known } = ErrorBody.safeParse(json);
      const said = known ? `${known.error.code}: ${known.error.message}` : statusText;
      throw new ApiError(`${call}. ${said}`.trimEnd(), {
        status,
        mayPass: status >= SERVER_ERROR || status === TOO_MANY_REQUESTS,
      });
    },
  };
}
