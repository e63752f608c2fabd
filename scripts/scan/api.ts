import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

/** The app that is asked, and the key it is asked with. */
export interface Api {
  url: string;
  send(method: 'GET' | 'POST', pathname: string, body?: object): Promise<unknown>;
}

const Addresses = z.object({ functions: z.url(), functionKey: z.string() });
const ErrorBody = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** Where the app is: by FUNCTIONS_URL and FUNCTIONS_KEY, or what `npm start` left in this folder. */
async function findApp(env: NodeJS.ProcessEnv): Promise<{ url: string; key: string }> {
  const { FUNCTIONS_URL: url, FUNCTIONS_KEY: key } = env;
  if (url && key) return { url: url.replace(/\/+$/, ''), key };
  const file = path.join(process.cwd(), '.local', 'addresses.json');
  const text = await readFile(file, 'utf8').catch(() => {
    const message =
      'No app was found. Run npm start in this folder and npm run scan in a second shell, or say where it is: FUNCTIONS_URL=https://my-app.azurewebsites.net and FUNCTIONS_KEY in the environment.';
    throw new Error(message);
  });
  const { functions, functionKey } = Addresses.parse(JSON.parse(text));
  return { url: functions, key: functionKey };
}

/** Opens the app's HTTP surface; a refusal is thrown with what the app says to do. */
export async function openApi(env: NodeJS.ProcessEnv = process.env): Promise<Api> {
  const { url, key } = await findApp(env);
  return {
    url,
    async send(method, pathname, body) {
      const response = await fetch(`${url}/api/${pathname}`, {
        method,
        headers: { 'x-functions-key': key, ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
      }).catch((cause: unknown) => {
        throw new Error(`${url} does not answer. Is the app running?`, { cause });
      });
      const text = await response.text();
      if (response.ok) return JSON.parse(text) as unknown;
      const known = ErrorBody.safeParse(text === '' ? undefined : JSON.parse(text));
      const said = known.success ? `${known.data.error.code}: ${known.data.error.message}` : response.statusText;
      throw new Error(`${method} ${pathname} was answered with ${response.status}. ${said}`);
    },
  };
}
