import path from 'node:path';
import {
  type FunctionsHostOptions,
  type RunningFunctionsHost,
  startFunctionsHost,
} from '../../../local/functionsHost/startFunctionsHost.ts';

export const FUNCTION_KEY = 'the-function-key';
export const MASTER_KEY = 'the-master-key';

export interface Fixture extends RunningFunctionsHost {
  lines: string[];
  /** Adds the function key. */
  call(path: string, init?: RequestInit): Promise<Response>;
  /** Adds the master key. */
  admin(path: string, init?: RequestInit): Promise<Response>;
}

/** The directory of a fixture app. */
export function appDirectory(app: string): string {
  return path.join(import.meta.dirname, 'apps', app);
}

/** Starts the local host around a fixture app and keeps what it logs. */
export async function startFixture(app: string, options: Partial<FunctionsHostOptions> = {}): Promise<Fixture> {
  const lines: string[] = [];
  const host = await startFunctionsHost({
    appDirectory: appDirectory(app),
    functionKey: FUNCTION_KEY,
    masterKey: MASTER_KEY,
    log: (line) => lines.push(line),
    ...options,
  });
  const withKey =
    (key: string) =>
    (target: string, init: RequestInit = {}) =>
      fetch(host.url + target, { ...init, headers: { 'x-functions-key': key, ...init.headers } });
  return { ...host, lines, call: withKey(FUNCTION_KEY), admin: withKey(MASTER_KEY) };
}
